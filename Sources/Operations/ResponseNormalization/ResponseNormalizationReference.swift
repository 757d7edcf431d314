import Foundation
import Tensors

/// Response normalization straight from its formulas, in Double, for comparison.
package enum ResponseNormalizationReference {
  /// `y = x / s^β`.
  package static func forward<Scalar: TensorScalar>(
    _ operation: ResponseNormalization, input: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    var output = Tensor<Scalar>(shape: input.shape)
    for place in 0..<input.count {
      let s = base(operation, input, place)
      output[place] = Scalar(Double(input[place]) / pow(s, operation.beta))
    }
    return output
  }

  /// `dx_i = Σ_j dy_j · ∂y_j/∂x_i`, with `∂y_j/∂x_i = [i = j] / s_j^β − 2·α′·β · x_i · x_j / s_j^(β+1)` for i in the
  /// window of j.
  package static func backward<Scalar: TensorScalar>(
    _ operation: ResponseNormalization, input: Tensor<Scalar>, outputGradient: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    var gradient = [Double](repeating: 0, count: input.count)
    for j in 0..<input.count {
      let s = base(operation, input, j)
      let dy = Double(outputGradient[j])
      for i in window(operation, input.shape, j) {
        if i == j { gradient[i] += dy / pow(s, operation.beta) }
        gradient[i] -=
          dy * 2 * scale(operation) * operation.beta * Double(input[i]) * Double(input[j])
          / pow(s, operation.beta + 1)
      }
    }
    return Tensor(shape: input.shape, elements: gradient.map { Scalar($0) })
  }

  /// `s = k + α′ · Σ x²`.
  private static func base<Scalar: TensorScalar>(
    _ operation: ResponseNormalization, _ input: Tensor<Scalar>, _ place: Int
  ) -> Double {
    var sum = 0.0
    for neighbour in window(operation, input.shape, place) {
      sum += Double(input[neighbour]) * Double(input[neighbour])
    }
    return operation.k + scale(operation) * sum
  }

  /// α′.
  private static func scale(_ operation: ResponseNormalization) -> Double {
    guard operation.dividesAlphaByWindow else { return operation.alpha }
    let n = Double(operation.window)
    return operation.extent == .spatial ? operation.alpha / n / n : operation.alpha / n
  }

  /// The places that the window of a place holds.
  private static func window(_ operation: ResponseNormalization, _ shape: Shape, _ place: Int) -> [Int] {
    let (height, width, channels) = (shape[1], shape[2], shape[3])
    let n = operation.window
    let c = place % channels
    switch operation.extent {
    case .acrossChannels(let groups):
      let size = channels / groups
      return (c - n / 2...c - n / 2 + n - 1)
        .filter { $0 >= c / size * size && $0 < c / size * size + size }
        .map { place - c + $0 }
    case .spatial:
      let w = place / channels % width
      let h = place / channels / width % height
      let image = place / channels / width / height
      var places: [Int] = []
      for row in h - n / 2...h - n / 2 + n - 1 where row >= 0 && row < height {
        for column in w - n / 2...w - n / 2 + n - 1 where column >= 0 && column < width {
          places.append(((image * height + row) * width + column) * channels + c)
        }
      }
      return places
    }
  }
}
