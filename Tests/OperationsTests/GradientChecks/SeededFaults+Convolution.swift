import Conformance
import Operations
import Tensors

extension SeededFault {
  /// Wrong convolutions and locally connected layers.
  static let convolutions: [SeededFault] = {
    let convolution = Convolution(
      geometry: WindowGeometry(
        rows: 3, columns: 2, rowStride: 2, columnStride: 1, padding: Padding(top: 1, bottom: 0, left: 1, right: 0)),
      groups: 2, algorithm: .direct)
    let right = Operation.convolution(
      "convolution", convolution, input: random([2, 7, 6, 4], 1), filter: random([3, 2, 2, 10], 2),
      bias: random([10], 3))

    /// A fault in the places of the input's or the filter's gradient.
    func misplaced(
      _ name: String, argument: Int, _ change: @escaping @Sendable (inout NaiveConvolution) -> Void
    ) -> SeededFault {
      SeededFault(name, right) {
        $0.changeGradient(of: argument) { _, values, _, dy in
          var naive = NaiveConvolution(convolution, input: values[0].shape, filter: values[1].shape)
          change(&naive)
          let gradients = naive.gradients(input: values[0], filter: values[1], outputGradient: dy)
          return argument == 0 ? gradients.input : gradients.filter
        }
      }
    }

    return [
      misplaced("the input gradient's window is off by one row", argument: 0) { naive in
        naive.row = { p, r in p * 2 - 1 + r + 1 }
      },
      misplaced("the input gradient's window is off by one column", argument: 0) { naive in
        naive.column = { q, s in q - 1 + s - 1 }
      },
      misplaced("the filter gradient forgets the padding", argument: 1) { naive in naive.row = { p, r in p * 2 + r } },
      misplaced("the input gradient ignores the stride", argument: 0) { naive in naive.row = { p, r in p - 1 + r } },
      misplaced("the filter gradient exchanges the strides", argument: 1) { naive in
        naive.row = { p, r in p - 1 + r }
        naive.column = { q, s in q * 2 - 1 + s }
      },
      misplaced("the input gradient lacks the group's offset", argument: 0) { naive in naive.channel = { _, c in c } },
      misplaced("the filter gradient reads the other group", argument: 1) { naive in
        naive.channel = { k, c in (1 - k / 5) * 2 + c }
      },
      misplaced("the input gradient flips the filter", argument: 0) { naive in
        naive.tap = { r, s in (2 - r) * 2 + 1 - s }
      },
      misplaced("the input gradient transposes the filter", argument: 0) { naive in naive.tap = { r, s in s * 3 + r } },
      misplaced("the filter gradient leaves out the last image", argument: 1) { naive in
        naive.counts = { n, _, _, _ in n == 0 }
      },
      misplaced("the filter gradient leaves out the last, incomplete tile of pixels", argument: 1) { naive in
        naive.counts = { _, p, q, _ in p * 6 + q < 18 / 4 * 4 }
      },
      misplaced("the input gradient leaves out the last, incomplete vector of filters", argument: 0) { naive in
        naive.counts = { _, _, _, k in k < 8 }
      },
      misplaced("the input gradient leaves out windows that hang over the right edge", argument: 0) { naive in
        naive.counts = { _, _, q, _ in q < 5 }
      },
      misplaced("the input gradient leaves out windows in the padding", argument: 0) { naive in
        naive.counts = { _, p, q, _ in p > 0 && q > 0 }
      },
      SeededFault("one lane of the filter gradient is wrong", right) {
        $0.changeGradient(of: 1) { gradient, _, _, _ in gradient.mapped { $0 % 10 == 7 ? $1 * (1 + 1e-6) : $1 } }
      },
      SeededFault("a single element of the input gradient is missing", right) {
        $0.changeGradient { gradient, _, _, _ in gradient.mapped { $0 == 171 ? 0 : $1 } }
      },
      SeededFault("the bias gradient covers the first image only", right) {
        $0.changeGradient(of: 2) { gradient, _, _, dy in sums(gradient.shape, dy, while: { $0 < dy.count / 2 }) }
      },
      SeededFault("the bias gradient covers the first row of positions only", right) {
        $0.changeGradient(of: 2) { gradient, _, _, dy in
          sums(gradient.shape, dy, while: { $0 % (dy.count / 2) < 60 })
        }
      },
      SeededFault("the bias gradient is a mean over the batch", right) {
        $0.changeGradient(of: 2) { gradient, _, _, _ in gradient.mapped { $1 / 2 } }
      },
      SeededFault("the input gradient is added to what was there", right) {
        $0.changeGradient { gradient, values, _, _ in gradient.mapped { $1 + values[0][$0] } }
      },
      SeededFault("the filter gradient is rounded to Float", right) {
        $0.changeGradient(of: 1) { gradient, _, _, _ in gradient.mapped { Double(Float($1)) } }
      },
      SeededFault("the output is rounded to Float", right) {
        $0.changeOutput { output, _ in output.mapped { Double(Float($1)) } }
      },
      SeededFault("the output lacks the bias", right) {
        $0.changeOutput { output, values in output.mapped { $1 - values[2][$0 % 10] } }
      },
      SeededFault("the output is that of the filter turned by half", right) {
        let forward = $0.forward
        $0.forward = { values in
          let filter = Tensor<Double>(
            shape: values[1].shape,
            elements: (0..<120).map { values[1][(5 - $0 / 20) * 20 + $0 % 20] })
          return try forward([values[0], filter, values[2]])
        }
      },
      SeededFault("the gradient of inputs that no window reads is left over", unread) {
        $0.changeGradient { gradient, _, _, _ in gradient.mapped { $1 == 0 ? 1e-3 : $1 } }
      },
    ] + locallyConnected
  }()

  /// A convolution whose stride is larger than its window.
  private static let unread = Operation.convolution(
    "convolution with gaps", Convolution(geometry: WindowGeometry(2, stride: 3)), input: random([2, 5, 8, 3], 4),
    filter: random([2, 2, 3, 5], 5), bias: nil)

  private static let locallyConnected: [SeededFault] = {
    let layer = LocallyConnected(geometry: WindowGeometry(2, padding: 1))
    let right = Operation.locallyConnected(
      "locally connected", layer, input: random([3, 2, 4, 5], 6), filter: random([15, 2, 2, 5, 7], 7),
      bias: random([15, 7], 8))
    return [
      SeededFault("the input gradient uses the first position's filters everywhere", right) {
        $0.changeGradient { _, values, _, dy in
          let size = values[1].count / 15
          let first = values[1].mapped { index, _ in values[1][index % size] }
          return try right.backward([values[0], first, values[2]], dy, dy)[0]
        }
      },
      SeededFault("the filter gradient shares positions", right) {
        $0.changeGradient(of: 1) { gradient, _, _, _ in
          let size = gradient.count / 15
          return gradient.mapped { index, _ in
            (0..<15).reduce(0) { $0 + gradient[$1 * size + index % size] } / 15
          }
        }
      },
      SeededFault("the bias gradient is a convolution's", right) {
        $0.changeGradient(of: 2) { gradient, _, _, _ in
          gradient.mapped { index, _ in (0..<15).reduce(0) { $0 + gradient[$1 * 7 + index % 7] } }
        }
      },
    ]
  }()

  /// Sums of an output's gradient over its places for which `condition` holds, for each filter.
  private static func sums(
    _ shape: Shape, _ outputGradient: Tensor<Double>, while condition: (Int) -> Bool
  ) -> Tensor<Double> {
    var sums = Tensor<Double>(shape: shape)
    for place in 0..<outputGradient.count where condition(place) {
      sums[place % shape.count] += outputGradient[place]
    }
    return sums
  }

  /// Numbers between −1 and 1, others for each seed.
  static func random(_ shape: Shape, _ seed: UInt64) -> Tensor<Double> {
    CheckValues.random(shape, of: Double.self, seed: 100 + seed)
  }
}
