import Conformance
import Kernels
import Operations
import Tensors
import Testing

@Suite struct WinogradTests {
  /// Filter, padding, groups, input and filters: images that tiles cut, that one tile covers, and with padding of all kinds.
  static let cases: [(size: Int, Padding, Int, Shape, Int)] = [
    (3, Padding(1), 1, [3, 13, 11, 20], 37),
    (3, Padding(top: 2, bottom: 0, left: 1, right: 3), 2, [2, 9, 6, 14], 38),
    (3, Padding(0), 1, [1, 3, 3, 5], 3),
    (3, Padding(1), 3, [5, 1, 2, 9], 6),
    (3, Padding(4), 1, [2, 4, 5, 1], 2),
    (3, Padding(1), 2, [2, 8, 12, 34], 66),
    (5, Padding(2), 2, [2, 9, 12, 18], 38),
    (5, Padding(top: 0, bottom: 4, left: 3, right: 1), 1, [3, 6, 7, 5], 17),
    (5, Padding(0), 1, [1, 5, 5, 33], 1),
  ]

  /// Each case by every algorithm that computes it.
  static let samples = cases.flatMap { size, padding, groups, input, filters in
    let geometry = WindowGeometry(rows: size, columns: size, padding: padding)
    return [Convolution.Algorithm.winograd4x4, .winograd6x6].filter { $0.computes(geometry) }.map {
      (Convolution(geometry: geometry, groups: groups, algorithm: $0), input, filters)
    }
  }

  @Test(arguments: samples)
  func `outputs lie within the bound of the transforms, and have the same bits everywhere`(
    _ convolution: Convolution, _ input: Shape, _ filters: Int
  ) throws {
    try check(Float.self, convolution, input, filters)
    try check(Double.self, convolution, input, filters)
  }

  private func check<Scalar: KernelScalar>(
    _: Scalar.Type, _ convolution: Convolution, _ input: Shape, _ filters: Int
  ) throws {
    let sample = try ConvolutionSample<Scalar>(convolution, input: input, filters: filters)
    let matrices = WinogradMatrices(
      outputs: Self.tile(convolution) + 1 - convolution.geometry.rows, taps: convolution.geometry.rows)
    for bias in [nil, sample.bias] {
      let expected = try convolution.reference(
        input: exactly(sample.input), filter: exactly(sample.filter), bias: bias.map(exactly))
      let magnitudes = try convolution.winogradReference(
        input: magnitudes(sample.input), filter: magnitudes(sample.filter), bias: bias.map(magnitudes),
        matrices: matrices.magnitudes)
      let output = try everywhere { try sample.forward(bias: bias) }
      // Beside the sums over channels, two passes of each transform, of at most five roundings a value.
      let terms = input[3] / convolution.groups + 30
      expectWithinBound(output, expected, magnitudes: magnitudes, terms: terms)
      expectWithinBound(
        try convolution.winogradReference(
          input: exactly(sample.input), filter: exactly(sample.filter), bias: bias.map(exactly), matrices: matrices),
        expected, magnitudes: magnitudes, terms: terms, "the formula with matrices")
      #expect(
        sameBits(RectifierReference.forward(output), try everywhere { try sample.forward(bias: bias, rectifies: true) })
      )
    }
  }

  @Test(arguments: samples)
  func `an image has the same bits in a batch of 1 and in a larger one`(
    _ convolution: Convolution, _ input: Shape, _ filters: Int
  ) throws {
    let sample = try ConvolutionSample<Float>(convolution, input: input, filters: filters)
    let output = try sample.forward(bias: sample.bias)
    for n in 0..<input[0] {
      let image = sample.part(n..<n + 1)
      #expect(sameBits(try image.forward(bias: sample.bias), images(n..<n + 1, of: output)))
    }
  }

  @Test func `a batch whose planes are held in parts has the same bits`() throws {
    // 33² tiles of 36 × 200 scalars: one image is more than half of what is held at once.
    let sample = try ConvolutionSample<Float>(
      Convolution(geometry: WindowGeometry(3, padding: 1), algorithm: .winograd6x6), input: [3, 130, 131, 70],
      filters: 66)
    let output = try sample.forward(bias: sample.bias)
    for n in 0..<3 {
      let image = sample.part(n..<n + 1)
      #expect(sameBits(try image.forward(bias: sample.bias), images(n..<n + 1, of: output)))
    }
  }

  @Test(arguments: samples)
  func `gradients are those of the automatic algorithm`(
    _ convolution: Convolution, _ input: Shape, _ filters: Int
  ) throws {
    let sample = try ConvolutionSample<Float>(convolution, input: input, filters: filters)
    var automatic = sample
    automatic.convolution.algorithm = nil
    #expect(sameBits(try sample.inputGradient(), try automatic.inputGradient()))
    #expect(sameBits(try sample.filterGradient(), try automatic.filterGradient()))
  }

  @Test(arguments: [
    (Convolution.Algorithm.winograd4x4, WindowGeometry(5, padding: 2)),
    (.winograd4x4, WindowGeometry(3, stride: 2)),
    (.winograd6x6, WindowGeometry(4)),
    (.winograd6x6, WindowGeometry(rows: 3, columns: 5)),
    (.winograd6x6, WindowGeometry(rows: 5, columns: 5, columnStride: 2)),
  ])
  func `geometries that it does not compute are refused`(
    _ algorithm: Convolution.Algorithm, _ geometry: WindowGeometry
  ) throws {
    #expect(!algorithm.computes(geometry))
    let sample = try ConvolutionSample<Float>(
      Convolution(geometry: geometry, algorithm: algorithm), input: [1, 9, 9, 2], filters: 3)
    let error = #expect(throws: ShapeError.self) { try sample.forward(bias: nil) }
    #expect(error?.description.contains("algorithm is \(algorithm)") == true)
  }

  private static func tile(_ convolution: Convolution) -> Int { convolution.algorithm == .winograd4x4 ? 4 : 6 }
}
