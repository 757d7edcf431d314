import Foundation
import Tensors

/// The softmax straight from its definition, in Double, for comparison.
package enum SoftmaxReference {
  /// `y_k = e^(x_k − m) / Σ_j e^(x_j − m)`.
  package static func forward<Scalar: TensorScalar>(_ input: Tensor<Scalar>) -> Tensor<Scalar> {
    let classes = input.shape[input.shape.rank - 1]
    var output = input
    for row in 0..<input.count / classes {
      let scores = (0..<classes).map { Double(input[row * classes + $0]) }
      let maximum = scores.max() ?? 0
      let exponentials = scores.map { exp($0 - maximum) }
      for k in 0..<classes { output[row * classes + k] = Scalar(exponentials[k] / exponentials.reduce(0, +)) }
    }
    return output
  }

  /// `dx_k = Σ_j dy_j · ∂y_j/∂x_k`, with `∂y_j/∂x_k = y_j · ([j = k] − y_k)`.
  package static func backward<Scalar: TensorScalar>(
    output: Tensor<Scalar>, outputGradient: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    let classes = output.shape[output.shape.rank - 1]
    var gradient = output
    for row in 0..<output.count / classes {
      let y = (0..<classes).map { Double(output[row * classes + $0]) }
      for k in 0..<classes {
        var sum = 0.0
        for j in 0..<classes { sum += Double(outputGradient[row * classes + j]) * y[j] * ((j == k ? 1 : 0) - y[k]) }
        gradient[row * classes + k] = Scalar(sum)
      }
    }
    return gradient
  }
}
