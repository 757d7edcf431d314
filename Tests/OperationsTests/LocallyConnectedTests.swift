import Conformance
import Kernels
import Operations
import Tensors
import Testing

@Suite struct LocallyConnectedTests {
  static let cases: [(WindowGeometry, Int, Shape, Int)] = [
    (WindowGeometry(3, padding: 1), 1, [3, 4, 5, 7], 11),
    (WindowGeometry(rows: 3, columns: 4, rowStride: 2, columnStride: 2, padding: uneven), 2, [1, 5, 7, 6], 10),
    (WindowGeometry(2, stride: 3, padding: 1, rounding: .ceil), 1, [17, 6, 4, 2], 35),
    (WindowGeometry(1), 3, [2, 3, 5, 9], 66),
    (WindowGeometry(rows: 2, columns: 3, rowStride: 4, columnStride: 5), 1, [6, 7, 9, 5], 1),
    (WindowGeometry(rows: 5, columns: 3), 1, [1, 5, 3, 20], 65),
  ]

  private static let uneven = Padding(top: 2, bottom: 0, left: 1, right: 3)

  @Test(arguments: cases)
  func `outputs and gradients lie within the bound of the definition`(
    _ geometry: WindowGeometry, _ groups: Int, _ input: Shape, _ filters: Int
  ) throws {
    let layer = LocallyConnected(geometry: geometry, groups: groups)
    try check(Float.self, layer, input, filters)
    try check(Double.self, layer, input, filters)
  }

  private func check<Scalar: KernelScalar>(
    _: Scalar.Type, _ layer: LocallyConnected, _ input: Shape, _ filters: Int
  ) throws {
    let sample = try Sample<Scalar>(layer, input: input, filters: filters)
    let window = layer.geometry.rows * layer.geometry.columns
    let output = try everywhere { try sample.forward(bias: sample.bias) }
    expectWithinBound(
      output,
      try layer.reference(
        input: exactly(sample.input), filter: exactly(sample.filter), bias: exactly(sample.bias)),
      magnitudes: try layer.reference(
        input: magnitudes(sample.input), filter: magnitudes(sample.filter), bias: magnitudes(sample.bias)),
      terms: window * input[3] / layer.groups, "output")
    var unbiased = sample
    unbiased.bias = Tensor(shape: sample.bias.shape)
    #expect(try everywhere { try sample.forward(bias: nil) } == unbiased.forward(bias: unbiased.bias))

    let exact = layer.referenceGradients(
      input: exactly(sample.input), filter: exactly(sample.filter), outputGradient: exactly(sample.outputGradient))
    let size = layer.referenceGradients(
      input: magnitudes(sample.input), filter: magnitudes(sample.filter),
      outputGradient: magnitudes(sample.outputGradient))
    expectWithinBound(
      try everywhere { try sample.inputGradient() }, exact.input, magnitudes: size.input,
      terms: window * filters / layer.groups, "input gradient")
    expectWithinBound(
      try everywhere { try sample.filterGradient() }, exact.filter, magnitudes: size.filter, terms: input[0],
      "filter gradient")
    expectWithinBound(
      try everywhere { try sample.biasGradient() }, exact.bias, magnitudes: size.bias, terms: input[0],
      "bias gradient")
  }

  @Test func `filters that are all the same make a convolution`() throws {
    for (geometry, groups, input, filters) in Self.cases {
      var sample = try Sample<Float>(
        LocallyConnected(geometry: geometry, groups: groups), input: input, filters: filters)
      let positions = sample.filter.shape[0]
      let filter = Tensor<Float>(
        shape: Shape(Array(sample.filter.shape.dimensions.dropFirst())),
        elements: sample.filter.elements.prefix(sample.filter.count / positions))
      sample.filter = Tensor(
        shape: sample.filter.shape, elements: (0..<positions).flatMap { _ in filter.elements })
      let convolution = Convolution(geometry: geometry, groups: groups)
      let expected: Tensor<Float> = try written(sample.outputGradient.shape) { output in
        try Tensor.withViews([sample.input, filter]) {
          try convolution.forward(input: $0[0], filter: $0[1], bias: nil, into: output)
        }
      }
      #expect(sameBits(try sample.forward(bias: nil), expected))
    }
  }

  @Test(arguments: [0, 2, 3])
  func `an image and the parts of a batch give the same bits`(_ index: Int) throws {
    let (geometry, groups, input, filters) = Self.cases[index]
    let sample = try Sample<Float>(
      LocallyConnected(geometry: geometry, groups: groups), input: input, filters: filters)
    let output = try sample.forward(bias: sample.bias)
    let inputGradient = try sample.inputGradient()
    for n in 0..<input[0] {
      let image = sample.part(n..<n + 1)
      #expect(sameBits(try image.forward(bias: sample.bias), images(n..<n + 1, of: output)))
      #expect(sameBits(try image.inputGradient(), images(n..<n + 1, of: inputGradient)))
    }
    for cut in [1, input[0] - 1] {
      let (first, second) = (sample.part(0..<cut), sample.part(cut..<input[0]))
      #expect(
        sameBits(try sample.filterGradient(), try second.filterGradient(addedTo: try first.filterGradient())))
      #expect(sameBits(try sample.biasGradient(), try second.biasGradient(addedTo: try first.biasGradient())))
    }
  }

  @Test func `wrong shapes are refused with what was given and expected`() throws {
    let right = try Sample<Float>(
      LocallyConnected(geometry: WindowGeometry(3, padding: 1), groups: 2), input: [2, 5, 7, 4], filters: 6)
    func message(_ change: (inout Sample<Float>) -> Void, _ body: (Sample<Float>) throws -> Tensor<Float>) -> String {
      var wrong = right
      change(&wrong)
      return #expect(throws: ShapeError.self) { try body(wrong) }?.description ?? ""
    }
    #expect(
      message({ $0.filter = Tensor(shape: [35, 3, 3, 4, 6]) }) { try $0.filterGradient() }
        == "locally connected: filter is 35×3×3×4×6, but 35×3×3×2×6 (P·Q, R, S, C/groups, K) fits")
    #expect(
      message({ $0.filter = Tensor(shape: [3, 3, 2, 6]) }) { try $0.filterGradient() }
        == "locally connected: filter is 3×3×2×6, but P·Q×R×S×C/groups×K (five dimensions) fits")
    #expect(
      message({ $0.outputGradient = Tensor(shape: [2, 7, 5, 6]) }) { try $0.inputGradient() }
        == "locally connected: output is 2×7×5×6, but 2×5×7×6 (N, P, Q, K) fits")
    #expect(
      message({ $0.bias = Tensor(shape: [6]) }) { try $0.forward(bias: $0.bias) }
        == "locally connected: bias is 6, but 35×6 (P·Q, K) fits")
    #expect(
      message({ $0.outputGradient = Tensor(shape: [2, 6]) }) { try $0.biasGradient() }
        == "locally connected: output gradient is 2×6, but N×P×Q×K with 210 elements an image fits")
    #expect(throws: ShapeError.self) { try right.layer.filterShape(input: [2, 5, 7, 5], filters: 6) }
  }
}

/// A locally connected layer at random values.
private struct Sample<Scalar: KernelScalar> {
  var layer: LocallyConnected
  var input: Tensor<Scalar>
  var filter: Tensor<Scalar>
  var bias: Tensor<Scalar>
  var outputGradient: Tensor<Scalar>

  init(_ layer: LocallyConnected, input: Shape, filters: Int) throws {
    self.layer = layer
    self.input = randomTensor(input, of: Scalar.self, seed: 1)
    let filterShape = try layer.filterShape(input: input, filters: filters)
    filter = randomTensor(filterShape, of: Scalar.self, seed: 2)
    bias = randomTensor([filterShape[0], filters], of: Scalar.self, seed: 3)
    outputGradient = randomTensor(try layer.outputShape(input: input, filters: filters), of: Scalar.self, seed: 4)
  }

  /// The layer at some of the images.
  func part(_ range: Range<Int>) -> Sample {
    var part = self
    part.input = images(range, of: input)
    part.outputGradient = images(range, of: outputGradient)
    return part
  }

  func forward(bias: Tensor<Scalar>?) throws -> Tensor<Scalar> {
    try written(outputGradient.shape) { output in
      try Tensor.withViews([input, filter] + (bias.map { [$0] } ?? [])) {
        try layer.forward(input: $0[0], filter: $0[1], bias: $0.count > 2 ? $0[2] : nil, into: output)
      }
    }
  }

  func inputGradient() throws -> Tensor<Scalar> {
    try written(input.shape) { gradient in
      try Tensor.withViews([outputGradient, filter]) {
        try layer.inputGradient(outputGradient: $0[0], filter: $0[1], into: gradient)
      }
    }
  }

  func filterGradient(addedTo old: Tensor<Scalar>? = nil) throws -> Tensor<Scalar> {
    var gradient = old ?? Tensor(shape: filter.shape, elements: [Scalar](repeating: .nan, count: filter.count))
    try gradient.withMutableView { gradient in
      try Tensor.withViews([input, outputGradient]) {
        try layer.filterGradient(input: $0[0], outputGradient: $0[1], accumulates: old != nil, into: gradient)
      }
    }
    return gradient
  }

  func biasGradient(addedTo old: Tensor<Scalar>? = nil) throws -> Tensor<Scalar> {
    var gradient = old ?? Tensor(shape: bias.shape, elements: [Scalar](repeating: .nan, count: bias.count))
    try gradient.withMutableView { gradient in
      try outputGradient.withView {
        try LocallyConnected.biasGradient(outputGradient: $0, accumulates: old != nil, into: gradient)
      }
    }
    return gradient
  }
}
