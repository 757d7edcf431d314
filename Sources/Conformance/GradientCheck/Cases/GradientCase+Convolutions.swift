import Operations
import Tensors

extension GradientCase {
  /// Convolutions, each by both algorithms.
  static let convolutions: [GradientCase] = Convolution.Algorithm.exact.flatMap { algorithm in
    let padding = Padding(top: 2, bottom: 0, left: 1, right: 3)
    return [
      // Few channels: filter rows are read in one run.
      convolution(
        algorithm, "of colours, stride 3×2", [3, 13, 11, 3], filters: 37,
        WindowGeometry(rows: 5, columns: 4, rowStride: 3, columnStride: 2), limit: 24),
      convolution(
        algorithm, "of colours, uneven padding, ceil", [2, 9, 14, 3], filters: 5,
        WindowGeometry(
          rows: 4, columns: 7, rowStride: 3, columnStride: 4, padding: padding, rounding: .ceil), limit: 24),
      convolution(
        algorithm, "of 35 channels, padded", [2, 4, 3, 35], filters: 33, WindowGeometry(3, padding: 1), limit: 6),
      convolution(
        algorithm, "of two groups, uneven padding", [3, 4, 5, 14], filters: 22, groups: 2,
        WindowGeometry(rows: 3, columns: 2, padding: padding), limit: 12),
      convolution(
        algorithm, "of three groups, batch 1, stride 2, ceil", [1, 8, 11, 6], filters: 15, groups: 3,
        WindowGeometry(rows: 5, columns: 3, rowStride: 2, columnStride: 2, rounding: .ceil), limit: 32),
      convolution(
        algorithm, "1×1, stride 2×1", [5, 7, 3, 9], filters: 67,
        WindowGeometry(rows: 1, columns: 1, rowStride: 2, columnStride: 1), limit: 24),
      convolution(
        algorithm, "whose stride leaves inputs unread", [2, 11, 10, 7], filters: 13, hasBias: false,
        WindowGeometry(rows: 2, columns: 3, rowStride: 4, columnStride: 5), limit: 32),
      convolution(
        algorithm, "with a window as large as the image, batch 1", [1, 6, 5, 34], filters: 9,
        WindowGeometry(rows: 6, columns: 5), limit: 24),
      // More pixels than a span of the filter gradient.
      convolution(
        algorithm, "over many pixels", [1, 23, 29, 2], filters: 3, WindowGeometry(rows: 2, columns: 3), limit: 24),
    ]
  }

  private static func convolution(
    _ algorithm: Convolution.Algorithm, _ what: String, _ input: Shape, filters: Int, groups: Int = 1,
    hasBias: Bool = true, _ geometry: WindowGeometry, limit: Int
  ) -> GradientCase {
    GradientCase(
      .convolution(
        "convolution \(what) (\(algorithm))", Convolution(geometry: geometry, groups: groups, algorithm: algorithm),
        input: random(input, 31), filter: random([geometry.rows, geometry.columns, input[3] / groups, filters], 32),
        bias: hasBias ? random([filters], 33) : nil),
      sampleLimit: limit)
  }

  /// Locally connected layers.
  static let locallyConnected: [GradientCase] = [
    locallyConnected("padded", [3, 4, 5, 7], outputs: 4 * 5, filters: 11, WindowGeometry(3, padding: 1)),
    locallyConnected(
      "of two groups, batch 1, uneven padding", [1, 5, 7, 6], outputs: 3 * 4, filters: 10, groups: 2,
      WindowGeometry(
        rows: 3, columns: 4, rowStride: 2, columnStride: 2, padding: Padding(top: 2, bottom: 0, left: 1, right: 3))),
    locallyConnected(
      "with ceil, batch 9", [9, 6, 4, 2], outputs: 3 * 2, filters: 35,
      WindowGeometry(2, stride: 3, padding: 1, rounding: .ceil)),
  ]

  private static func locallyConnected(
    _ what: String, _ input: Shape, outputs: Int, filters: Int, groups: Int = 1, _ geometry: WindowGeometry
  ) -> GradientCase {
    GradientCase(
      .locallyConnected(
        "locally connected, \(what)", LocallyConnected(geometry: geometry, groups: groups), input: random(input, 41),
        filter: random([outputs, geometry.rows, geometry.columns, input[3] / groups, filters], 42),
        bias: random([outputs, filters], 43)),
      sampleLimit: 32)
  }
}
