import Conformance
import Operations
import Tensors

extension SeededFault {
  /// Wrong matrix products and fully connected layers.
  static let products: [SeededFault] = {
    let product = Operation.matrixMultiply(
      "matrix product", left: random([6, 261], 11), right: random([261, 5], 12), alpha: 3)
    let square = Operation.matrixMultiply(
      "square matrix product", left: random([5, 5], 13), right: random([5, 5], 14))
    let layer = Operation.fullyConnected(
      "fully connected", input: random([7, 11], 15), weights: random([11, 13], 16), bias: random([13], 17))
    return [
      SeededFault("the right factor's gradient lacks α", product) {
        $0.changeGradient(of: 1) { gradient, _, _, _ in gradient.mapped { $1 / 3 } }
      },
      SeededFault("the left factor's gradient stops at the first block of 256 terms", product) {
        $0.changeGradient { gradient, _, _, _ in gradient.mapped { $0 % 261 >= 256 ? 0 : $1 } }
      },
      SeededFault("the product stops at the first block of 256 terms", product) {
        let forward = $0.forward
        $0.forward = { values in try forward([values[0].mapped { $0 % 261 >= 256 ? 0 : $1 }, values[1]]) }
      },
      SeededFault("the left factor's gradient takes the right factor as it lies", square) {
        $0.changeGradient { gradient, values, _, dy in
          gradient.mapped { index, _ in
            (0..<5).reduce(0) { $0 + dy[index / 5 * 5 + $1] * values[1][$1 * 5 + index % 5] }
          }
        }
      },
      SeededFault("the factors' gradients are exchanged", square) {
        let backward = $0.backward
        $0.backward = { try backward($0, $1, $2).reversed() }
      },
      SeededFault("the weights' gradient is written transposed", layer) {
        $0.changeGradient(of: 1) { gradient, _, _, _ in
          gradient.mapped { index, _ in gradient[index % 11 * 13 + index / 11] }
        }
      },
      SeededFault("the weights' gradient covers whole tiles of 6 rows only", layer) {
        $0.changeGradient(of: 1) { gradient, values, _, dy in
          gradient.mapped { $1 - values[0][6 * 11 + $0 / 13] * dy[6 * 13 + $0 % 13] }
        }
      },
      SeededFault("the bias gradient leaves out the last row", layer) {
        $0.changeGradient(of: 2) { gradient, _, _, dy in gradient.mapped { $1 - dy[6 * 13 + $0] } }
      },
      SeededFault("all gradients are divided by the batch", layer) {
        $0.changeOutputGradient { dy in dy.mapped { $1 / 7 } }
      },
      SeededFault("the input gradient is NaN in one element", layer) {
        $0.changeGradient { gradient, _, _, _ in gradient.mapped { $0 == 40 ? .nan : $1 } }
      },
      SeededFault("the input gradient is zero", layer) {
        $0.changeGradient { gradient, _, _, _ in Tensor(shape: gradient.shape) }
      },
      SeededFault("the input gradient has another shape", layer) {
        $0.changeGradient { gradient, _, _, _ in gradient.reshaped([11, 7]) }
      },
      SeededFault("the bias has no gradient", layer) {
        let backward = $0.backward
        $0.backward = { try backward($0, $1, $2).dropLast() }
      },
    ]
  }()
}
