import Operations
import Tensors

extension GradientCase {
  /// Rectifier, dropout, softmax and loss.
  static let elements: [GradientCase] = [
    GradientCase(.rectifier("rectifier", input: separated([3, 5, 2, 11], 71))),
    dropout("keeping values", rate: 0.5, .testing),
    dropout("scaling values", rate: 0.3, .training),
    GradientCase(.softmax("softmax, batch 5", input: scores([5, 13], 72))),
    GradientCase(.softmax("softmax, batch 1", input: scores([1, 37], 73))),
    GradientCase(
      .softmaxCrossEntropy(
        "softmax cross-entropy, mean of 7", scores: scores([7, 11], 74), labels: [3, 0, 10, 5, 5, 1, 9], scale: 1 / 7)),
    GradientCase(
      .softmaxCrossEntropy("softmax cross-entropy, batch 1", scores: scores([1, 19], 75), labels: [18], scale: 1)),
  ]

  private static func scores(_ shape: Shape, _ seed: UInt64) -> Tensor<Double> {
    CheckValues.random(shape, of: Double.self, seed: seed, scale: 3)
  }

  private static func dropout(_ what: String, rate: Double, _ scaling: Dropout.Scaling) -> GradientCase {
    let shape: Shape = [3, 17]
    let stream = RandomStream(seed: 76, purpose: .dropout)
    // The formula of the mask, so that a wrong drawing does not hide in its own check.
    let mask = Tensor<Double>(
      shape: shape,
      elements: (0..<shape.count).map {
        stream.uniform($0) < rate ? 0 : scaling == .training ? 1 / (1 - rate) : 1
      })
    return GradientCase(
      .dropout("dropout, \(what)", Dropout(rate: rate, scaling: scaling), input: random(shape, 77), mask: mask))
  }
}
