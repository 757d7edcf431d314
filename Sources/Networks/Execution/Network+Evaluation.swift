import Kernels
import Operations
import Tensors

/// Sums over images: loss and correct predictions.
public struct Evaluation: Hashable, Sendable, Codable {
  /// Images counted.
  public var images = 0
  /// Sum of the images' losses (natural logarithm).
  public var lossSum = 0.0
  /// Images whose class has the highest score.
  public var top1 = 0
  /// Images whose class is among the five highest scores.
  public var top5 = 0

  /// No images.
  public init() {}

  /// Mean loss; NaN without images.
  public var loss: Double { lossSum / Double(images) }
  /// Fraction of images whose class has the highest score; NaN without images.
  public var top1Accuracy: Double { Double(top1) / Double(images) }
  /// Fraction of images whose class is among the five highest scores; NaN without images.
  public var top5Accuracy: Double { Double(top5) / Double(images) }

  /// Adds the images of another evaluation.
  public static func += (left: inout Evaluation, right: Evaluation) {
    left.images += right.images
    left.lossSum += right.lossSum
    left.top1 += right.top1
    left.top5 += right.top5
  }
}

extension Network {
  /// The loss and the correct predictions of the last pass; also sets `probabilities`.
  ///
  /// - Parameter labels: the class of each image of the pass.
  /// - Throws: `NetworkError` if a label is not a class.
  public func evaluate(
    labels: some RandomAccessCollection<some FixedWidthInteger>
  ) throws(NetworkError) -> Evaluation {
    try profile.measure(.loss) { () throws(NetworkError) in try evaluation(labels: labels) }
  }

  private func evaluation(
    labels: some RandomAccessCollection<some FixedWidthInteger>
  ) throws(NetworkError) -> Evaluation {
    let count = labels.count
    try check(count: count)
    var evaluation = Evaluation()
    evaluation.images = count
    do throws(LabelError) {
      evaluation.lossSum = try SoftmaxCrossEntropy().forward(
        scores: logits(count: count), labels: labels,
        losses: MutableTensorView(base: losses.base, shape: [count]), probabilities: probabilityView(count))
      evaluation.top1 = try TopK(k: 1).correctCount(scores: logits(count: count), labels: labels)
      evaluation.top5 = try TopK(k: min(5, plan.classes)).correctCount(scores: logits(count: count), labels: labels)
    } catch {
      throw NetworkError(error)
    }
    return evaluation
  }
}
