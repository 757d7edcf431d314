import Conformance
import Kernels
import Operations
import Tensors
import Testing

@Suite struct ConvolutionTests {
  /// Geometry, groups, input and filters: dimensions that all differ and fill no tile, and what has a path of its own.
  static let cases: [(WindowGeometry, Int, Shape, Int)] = [
    // Few channels: filter rows are read in one run; with padding at the sides, images are copied first.
    (WindowGeometry(rows: 5, columns: 4, rowStride: 3, columnStride: 2), 1, [3, 13, 11, 3], 37),
    (WindowGeometry(3, padding: 1), 1, [17, 4, 5, 3], 7),
    (WindowGeometry(11, stride: 4, rounding: .ceil), 1, [1, 28, 20, 3], 65),
    (WindowGeometry(rows: 2, columns: 5, padding: uneven), 1, [2, 6, 9, 31], 5),
    (WindowGeometry(rows: 4, columns: 1, padding: uneven), 1, [1, 7, 3, 2], 63),
    // More channels: taps are pixels.
    (WindowGeometry(3, padding: 1), 1, [1, 7, 5, 35], 64),
    (WindowGeometry(rows: 3, columns: 2, padding: uneven), 2, [3, 5, 8, 14], 38),
    (WindowGeometry(5, stride: 2, padding: 2, rounding: .ceil), 3, [2, 8, 11, 9], 15),
    (WindowGeometry(1), 1, [3, 5, 7, 9], 129),
    (WindowGeometry(1, stride: 2), 2, [1, 6, 9, 66], 4),
    // Strides larger than the window leave inputs unread.
    (WindowGeometry(rows: 2, columns: 3, rowStride: 4, columnStride: 5), 1, [2, 11, 10, 7], 13),
    (WindowGeometry(2, stride: 3, padding: 1, rounding: .ceil), 1, [5, 6, 4, 33], 6),
    // A single window, a single pixel, padding larger than the window, more pixels than a span.
    (WindowGeometry(rows: 6, columns: 5), 1, [1, 6, 5, 34], 257),
    (WindowGeometry(3, padding: 1), 1, [1, 1, 1, 1], 1),
    (WindowGeometry(2, padding: 3), 1, [2, 3, 1, 5], 6),
    (WindowGeometry(rows: 2, columns: 3), 1, [1, 23, 29, 2], 3),
  ]

  private static let uneven = Padding(top: 2, bottom: 0, left: 1, right: 3)

  @Test(arguments: cases)
  func `outputs and gradients lie within the bound of the definition`(
    _ geometry: WindowGeometry, _ groups: Int, _ input: Shape, _ filters: Int
  ) throws {
    try check(Float.self, geometry, groups, input, filters)
    try check(Double.self, geometry, groups, input, filters)
  }

  private func check<Scalar: KernelScalar>(
    _: Scalar.Type, _ geometry: WindowGeometry, _ groups: Int, _ input: Shape, _ filters: Int
  ) throws {
    let direct = try ConvolutionSample<Scalar>(
      Convolution(geometry: geometry, groups: groups, algorithm: .direct), input: input, filters: filters)
    var patches = direct
    patches.convolution.algorithm = .patchMatrix
    let convolution = direct.convolution

    for bias in [nil, direct.bias] {
      let output = try everywhere { try direct.forward(bias: bias) }
      expectWithinBound(
        output,
        try convolution.reference(
          input: exactly(direct.input), filter: exactly(direct.filter), bias: bias.map(exactly)),
        magnitudes: try convolution.reference(
          input: magnitudes(direct.input), filter: magnitudes(direct.filter), bias: bias.map(magnitudes)),
        terms: geometry.rows * geometry.columns * input[3] / groups, "output")
      #expect(sameBits(output, try everywhere { try patches.forward(bias: bias) }), "patch matrix")
      let rectified = RectifierReference.forward(output)
      #expect(sameBits(rectified, try everywhere { try direct.forward(bias: bias, rectifies: true) }))
      #expect(sameBits(rectified, try patches.forward(bias: bias, rectifies: true)))
    }

    let exact = convolution.referenceGradients(
      input: exactly(direct.input), filter: exactly(direct.filter), outputGradient: exactly(direct.outputGradient))
    let size = convolution.referenceGradients(
      input: magnitudes(direct.input), filter: magnitudes(direct.filter),
      outputGradient: magnitudes(direct.outputGradient))
    let pixels = direct.outputGradient.count / filters
    for sample in [direct, patches] {
      let name = sample.convolution.algorithm?.rawValue ?? ""
      expectWithinBound(
        try everywhere { try sample.inputGradient() }, exact.input, magnitudes: size.input,
        terms: geometry.rows * geometry.columns * filters / groups, "\(name), input gradient")
      expectWithinBound(
        try everywhere { try sample.filterGradient() }, exact.filter, magnitudes: size.filter, terms: pixels,
        "\(name), filter gradient")
    }
    expectWithinBound(
      try everywhere { try direct.biasGradient() }, exact.bias, magnitudes: size.bias, terms: pixels, "bias gradient")
  }

  @Test(arguments: [0, 2, 5, 6, 11], Convolution.Algorithm.exact)
  func `an output starts at its bias and adds its terms in order`(
    _ index: Int, _ algorithm: Convolution.Algorithm
  ) throws {
    let (geometry, groups, shape, filters) = Self.cases[index]
    let sample = try ConvolutionSample<Float>(
      Convolution(geometry: geometry, groups: groups, algorithm: algorithm), input: shape, filters: filters)
    let output = try sample.forward(bias: sample.bias)
    let (x, w) = (sample.input.elements, sample.filter.elements)
    let (columns, depth) = (output.shape[2], shape[3] / groups)
    for place in stride(from: 0, to: output.count, by: 7) {
      let k = place % filters
      let (p, q) = (place / filters / columns % output.shape[1], place / filters % columns)
      let n = place / filters / columns / output.shape[1]
      var sum = sample.bias[k]
      for r in 0..<geometry.rows {
        for s in 0..<geometry.columns {
          let h = p * geometry.rowStride - geometry.padding.top + r
          let column = q * geometry.columnStride - geometry.padding.left + s
          guard (0..<shape[1]).contains(h) && (0..<shape[2]).contains(column) else { continue }
          for c in 0..<depth {
            sum.addProduct(
              x[((n * shape[1] + h) * shape[2] + column) * shape[3] + k / (filters / groups) * depth + c],
              w[((r * geometry.columns + s) * depth + c) * filters + k])
          }
        }
      }
      #expect(output[place] == sum, "output \(place)")
    }
  }

  /// Images so large that the filter gradient takes few at a time: three of the first kind, and one of the second, whose padding is
  /// copied, sixteen at a time.
  static let largeCases: [(WindowGeometry, Int, Shape, Int)] = [
    (WindowGeometry(3, padding: 1), 2, [5, 64, 64, 64], 8),
    (WindowGeometry(5, stride: 4, padding: 2), 1, [18, 200, 300, 3], 5),
  ]

  @Test(arguments: largeCases)
  func `filter gradients of large images add up in order`(
    _ geometry: WindowGeometry, _ groups: Int, _ shape: Shape, _ filters: Int
  ) throws {
    let sample = try ConvolutionSample<Float>(
      Convolution(geometry: geometry, groups: groups), input: shape, filters: filters)
    var sum = try sample.part(0..<1).filterGradient()
    for n in 1..<shape[0] { sum = try sample.part(n..<n + 1).filterGradient(addedTo: sum) }
    for threads in [1, 2] {
      #expect(sameBits(try Parallel.withThreads(threads) { try sample.filterGradient() }, sum))
    }
  }

  @Test(arguments: [0, 1, 6, 10], Convolution.Algorithm.exact)
  func `an image has the same bits in a batch of 1 and in a larger one`(
    _ index: Int, _ algorithm: Convolution.Algorithm
  ) throws {
    let (geometry, groups, shape, filters) = Self.cases[index]
    let sample = try ConvolutionSample<Float>(
      Convolution(geometry: geometry, groups: groups, algorithm: algorithm), input: shape, filters: filters)
    let output = try sample.forward(bias: sample.bias)
    let inputGradient = try sample.inputGradient()
    for n in 0..<shape[0] {
      let image = sample.part(n..<n + 1)
      #expect(sameBits(try image.forward(bias: sample.bias), images(n..<n + 1, of: output)))
      #expect(sameBits(try image.inputGradient(), images(n..<n + 1, of: inputGradient)))
    }
  }

  @Test(arguments: [0, 1, 6, 7, 11], Convolution.Algorithm.exact)
  func `a batch's gradient is that of its parts accumulated, to the bit`(
    _ index: Int, _ algorithm: Convolution.Algorithm
  ) throws {
    let (geometry, groups, shape, filters) = Self.cases[index]
    let sample = try ConvolutionSample<Float>(
      Convolution(geometry: geometry, groups: groups, algorithm: algorithm), input: shape, filters: filters)
    for cut in [1, shape[0] / 2, shape[0] - 1] {
      let (first, second) = (sample.part(0..<cut), sample.part(cut..<shape[0]))
      #expect(
        sameBits(try sample.filterGradient(), try second.filterGradient(addedTo: try first.filterGradient())))
      #expect(sameBits(try sample.biasGradient(), try second.biasGradient(addedTo: try first.biasGradient())))
    }
  }

  @Test func `a batch whose patch matrix is cut has the same bits`() throws {
    // 65² windows of 25·48 inputs: the matrix of one image is more than half of what is held at once.
    let sample = try ConvolutionSample<Float>(
      Convolution(geometry: WindowGeometry(5, padding: 2), algorithm: .patchMatrix), input: [2, 65, 65, 48], filters: 2)
    let (first, second) = (sample.part(0..<1), sample.part(1..<2))
    let output = try sample.forward(bias: sample.bias)
    #expect(sameBits(try first.forward(bias: sample.bias), images(0..<1, of: output)))
    #expect(sameBits(try second.forward(bias: sample.bias), images(1..<2, of: output)))
    #expect(sameBits(try sample.filterGradient(), try second.filterGradient(addedTo: try first.filterGradient())))
  }

  @Test func `AlexNet's convolutions have the shapes of the paper`() throws {
    for (input, geometry, groups, filters, expected) in [
      ([2, 224, 224, 3], WindowGeometry(11, stride: 4, rounding: .ceil), 1, 96, 55),
      ([2, 227, 227, 3], WindowGeometry(11, stride: 4), 1, 96, 55),
      ([2, 27, 27, 96], WindowGeometry(5, padding: 2), 2, 256, 27),
      ([2, 13, 13, 384], WindowGeometry(3, padding: 1), 2, 256, 13),
    ] as [(Shape, WindowGeometry, Int, Int, Int)] {
      let convolution = Convolution(geometry: geometry, groups: groups)
      #expect(try convolution.outputShape(input: input, filters: filters) == [2, expected, expected, filters])
      #expect(
        try convolution.filterShape(input: input, filters: filters)
          == [geometry.rows, geometry.columns, input[3] / groups, filters])
    }
  }

  @Test func `wrong shapes are refused with what was given and expected`() throws {
    let right = try ConvolutionSample<Float>(
      Convolution(geometry: WindowGeometry(3, padding: 1), groups: 2), input: [2, 5, 7, 4], filters: 6)
    func message(
      _ change: (inout ConvolutionSample<Float>) -> Void, _ body: (ConvolutionSample<Float>) throws -> Tensor<Float>
    ) -> String {
      var wrong = right
      change(&wrong)
      return #expect(throws: ShapeError.self) { try body(wrong) }?.description ?? ""
    }
    #expect(
      message({ $0.filter = Tensor(shape: [3, 3, 4, 6]) }) { try $0.filterGradient() }
        == "convolution: filter is 3×3×4×6, but 3×3×2×6 (R, S, C/groups, K) fits")
    #expect(
      message({ $0.filter = Tensor(shape: [9, 2, 6]) }) { try $0.filterGradient() }
        == "convolution: filter is 9×2×6, but R×S×C/groups×K (four dimensions) fits")
    #expect(
      message({ $0.outputGradient = Tensor(shape: [2, 5, 6, 6]) }) { try $0.inputGradient() }
        == "convolution: output gradient is 2×5×6×6, but 2×5×7×6 (N, P, Q, K) fits")
    #expect(
      message({ $0.outputGradient = Tensor(shape: [2, 5, 7, 5]) }) { try $0.biasGradient() }
        == "convolution: output gradient is 2×5×7×5, but N×P×Q×6 fits")
    #expect(
      message({ $0.bias = Tensor(shape: [5]) }) { try $0.forward(bias: $0.bias) }
        == "convolution: bias is 5, but 6 (K) fits")
    #expect(
      message({ $0.convolution.groups = 4 }) { try $0.inputGradient() }
        == "convolution: filters is 6 for 4 groups, but a positive number that the groups divide fits")
    #expect(
      message({ $0.convolution.groups = 3 }) { try $0.inputGradient() }
        == "convolution: input is 2×5×7×4 for 3 groups, but a number of channels that the groups divide fits")
    #expect(
      message({ $0.convolution.groups = 0 }) { try $0.inputGradient() }
        == "convolution: input is 2×5×7×4 for 0 groups, but a number of channels that the groups divide fits")
    #expect(
      message({ $0.convolution.geometry = WindowGeometry(8) }) { try $0.inputGradient() }
        == "convolution: geometry (rows) is a window of 8 over 5 with padding 0 and 0, but a window of at most 5 fits")
    #expect(
      message({ $0.convolution.geometry.rowStride = 0 }) { try $0.inputGradient() }
        == "convolution: geometry (rows) is size 5, window 3, stride 0, padding 1 and 1, but a positive size, window and "
        + "stride, and padding that is not negative fits")
    #expect(throws: ShapeError.self) { try right.convolution.outputShape(input: [5, 7, 4], filters: 6) }
  }
}
