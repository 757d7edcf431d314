import Foundation
import Tensors

/// The loss straight from its definition, in Double, for comparison.
package enum SoftmaxCrossEntropyReference {
  /// `loss_n = log Σ_j e^(x_j − x_label)`, and `p` as the softmax.
  package static func forward<Scalar: TensorScalar>(
    scores: Tensor<Scalar>, labels: [Int]
  ) -> (losses: [Double], probabilities: Tensor<Scalar>) {
    let classes = scores.shape[1]
    var losses: [Double] = []
    for (image, label) in labels.enumerated() {
      let row = (0..<classes).map { Double(scores[image * classes + $0]) }
      let maximum = row.max() ?? 0
      var sum = 0.0
      for score in row { sum += exp(score - maximum) }
      losses.append(log(sum) + maximum - row[label])
    }
    return (losses, SoftmaxReference.forward(scores))
  }

  /// `dx = (p − [k = label]) · scale`, from the scores.
  package static func backward<Scalar: TensorScalar>(
    scores: Tensor<Scalar>, labels: [Int], scale: Double
  ) -> Tensor<Scalar> {
    let classes = scores.shape[1]
    let probabilities = SoftmaxReference.forward(scores.converted(to: Double.self))
    var gradient = Tensor<Scalar>(shape: scores.shape)
    for (image, label) in labels.enumerated() {
      for k in 0..<classes {
        let place = image * classes + k
        gradient[place] = Scalar((probabilities[place] - (k == label ? 1 : 0)) * scale)
      }
    }
    return gradient
  }
}
