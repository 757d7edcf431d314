import Kernels
import Operations
import Tensors
import Testing

@Suite struct ResponseNormalizationTests {
  static let cases: [(ResponseNormalization, Shape)] = [
    (
      normalization(k: 2, alpha: 1e-4, beta: 0.75, window: 5, divides: false, .acrossChannels(groups: 1)),
      [3, 5, 4, 96]
    ),
    (normalization(k: 2, alpha: 0.3, beta: 0.75, window: 5, divides: true, .acrossChannels(groups: 2)), [1, 7, 3, 34]),
    (normalization(k: 1, alpha: 0.7, beta: 0.5, window: 4, divides: true, .acrossChannels(groups: 3)), [3, 4, 7, 57]),
    (normalization(k: 1, alpha: 0.2, beta: 1, window: 9, divides: false, .acrossChannels(groups: 1)), [2, 3, 5, 7]),
    (
      normalization(k: 1.5, alpha: 0.4, beta: 0.6, window: 12, divides: true, .acrossChannels(groups: 2)),
      [3, 2, 4, 10]
    ),
    (normalization(k: 1, alpha: 0.1, beta: 1.25, window: 1, divides: false, .acrossChannels(groups: 1)), [1, 2, 3, 5]),
    (
      normalization(k: 2, alpha: 0.5, beta: 0.75, window: 1000, divides: true, .acrossChannels(groups: 1)),
      [2, 3, 1, 21]
    ),
    (normalization(k: 1, alpha: 0.3, beta: 0.75, window: 5, divides: true, .spatial), [3, 9, 7, 11]),
    (normalization(k: 1, alpha: 0.5, beta: 0.5, window: 3, divides: true, .spatial), [1, 6, 13, 35]),
    (normalization(k: 2, alpha: 0.2, beta: 1, window: 4, divides: false, .spatial), [2, 7, 5, 3]),
    (normalization(k: 2, alpha: 0.2, beta: 0.9, window: 50, divides: true, .spatial), [2, 5, 3, 6]),
    (normalization(k: 2, alpha: 0.2, beta: 0.75, window: 6, divides: true, .spatial), [1, 2, 11, 5]),
  ]

  @Test(arguments: cases)
  func `normalization and its gradient are those of the definition`(
    _ operation: ResponseNormalization, _ shape: Shape
  ) throws {
    try check(Float.self, operation, shape)
    try check(Double.self, operation, shape)
  }

  private func check<Scalar: KernelScalar>(_: Scalar.Type, _ operation: ResponseNormalization, _ shape: Shape) throws {
    let input = randomTensor(shape, of: Scalar.self, seed: 7)
    let ulp = Double(Scalar.ulpOfOne)
    // A sum of m squares, none negative, is off by m units at most, half of one for each rounding; the power passes at
    // most 1.25 times that on, and square roots, products, the quotient and the constants add fewer than 8 halves.
    let terms = operation.extent == .spatial ? min(operation.window, shape[1] + shape[2]) * 2 : operation.window
    let units = 1.25 * Double(min(terms, 150)) + 8
    let output = try everywhere { try forward(operation, input) }
    expectClose(output, ResponseNormalizationReference.forward(operation, input: input)) { units * ulp * abs($0) }

    let gradient = randomTensor(shape, of: Scalar.self, seed: 8)
    let inputGradient = try everywhere { try backward(operation, input, gradient) }
    // Twice that for s^(β+1), and the errors of the second sum, all relative to the greatest terms: |dy| and 2β·|x|·Σ|t|,
    // whose parts α′·Σ|x·x|/s stay below 1.
    let largest = gradient.elements.map { Double(abs($0)) }.max() ?? 0
    let bound = (3 * units + 8) * ulp * largest * (1 + 2 * operation.beta)
    expectClose(
      inputGradient,
      ResponseNormalizationReference.backward(operation, input: input, outputGradient: gradient)
    ) { _ in bound }
  }

  @Test func `the paper's constants give the numbers computed by hand`() throws {
    // Seven channels of 100: s = 2 + 1e-4 · (3, 4, 5, 5, 5, 4, 3) · 1e4 = 5, 6, 7, 7, 7, 6, 5.
    let paper = normalization(k: 2, alpha: 1e-4, beta: 0.75, window: 5, divides: false, .acrossChannels(groups: 1))
    let input = Tensor<Double>(shape: [1, 1, 1, 7], elements: [Double](repeating: 100, count: 7))
    // 100/5^.75, 100/6^.75 and 100/7^.75.
    let (five, six, seven) = (29.906975624424412, 26.084743001221455, 23.23680802425408)
    let expected = Tensor<Double>(shape: [1, 1, 1, 7], elements: [five, six, seven, seven, seven, six, five])
    expectClose(try forward(paper, input), expected) { 1e-14 * $0 }
    // The code divides α by 5: s = 2.6, 2.8, 3, 3, 3, 2.8, 2.6; β of 1 shows them.
    let code = normalization(k: 2, alpha: 1e-4, beta: 1, window: 5, divides: true, .acrossChannels(groups: 1))
    let divided = Tensor<Double>(shape: [1, 1, 1, 7], elements: [2.6, 2.8, 3, 3, 3, 2.8, 2.6].map { 100 / $0 })
    expectClose(try forward(code, input), divided) { 1e-14 * $0 }
  }

  @Test func `a window of even size reaches further to the front`() throws {
    // Window 4 of channel c: c − 2 … c + 1.
    let values: [Double] = [1, 2, 3, 4, 5]
    let expected = [1 / 6.0, 2 / 15.0, 3 / 31.0, 4 / 55.0, 5 / 51.0]
    var even = normalization(k: 1, alpha: 1, beta: 1, window: 4, divides: false, .acrossChannels(groups: 1))
    #expect(try forward(even, Tensor(shape: [1, 1, 1, 5], elements: values)).elements == expected)
    even.extent = .spatial
    #expect(try forward(even, Tensor(shape: [1, 5, 1, 1], elements: values)).elements == expected)
    #expect(try forward(even, Tensor(shape: [1, 1, 5, 1], elements: values)).elements == expected)
  }

  @Test func `windows stop at the edge of a group`() throws {
    let groups = normalization(k: 1, alpha: 1, beta: 1, window: 3, divides: false, .acrossChannels(groups: 2))
    let input = Tensor<Double>(shape: [1, 1, 1, 6], elements: [1, 1, 1, 1, 1, 1])
    let expected: [Double] = [3, 4, 3, 3, 4, 3].map { 1 / $0 }
    #expect(try forward(groups, input).elements == expected)
  }

  @Test func `a spatial window divides by its square and is cut at the image`() throws {
    let spatial = normalization(k: 1, alpha: 9, beta: 1, window: 3, divides: true, .spatial)
    let input = Tensor<Double>(shape: [1, 2, 3, 1], elements: [1, 1, 1, 1, 1, 1])
    let expected: [Double] = [5, 7, 5, 5, 7, 5].map { 1 / $0 }
    #expect(try forward(spatial, input).elements == expected)
  }

  @Test func `channels may be normalized in place, and every gradient written over the output's`() throws {
    for (operation, shape) in [Self.cases[1], Self.cases[7]] {
      let input = randomTensor(shape, of: Float.self, seed: 9)
      let gradient = randomTensor(shape, of: Float.self, seed: 10)
      if operation.extent != .spatial {
        var values = input
        try values.withMutableView { try operation.forward($0.readable, into: $0) }
        #expect(try values == forward(operation, input))
      }
      var inPlace = gradient
      try inPlace.withMutableView { dy in
        try input.withView { try operation.backward(input: $0, outputGradient: dy.readable, into: dy) }
      }
      #expect(try inPlace == backward(operation, input, gradient))
    }
  }

  @Test func `the gradient passes the rectifier that wrote the input`() throws {
    for (operation, shape) in [Self.cases[1], Self.cases[7]] {
      var input = randomTensor(shape, of: Float.self, seed: 9)
      try input.withMutableView { try Rectifier().forward($0.readable, into: $0) }
      let gradient = randomTensor(shape, of: Float.self, seed: 10)
      var expected = try backward(operation, input, gradient)
      try expected.withMutableView { dx in
        try input.withView { try Rectifier().backward(output: $0, outputGradient: dx.readable, into: dx) }
      }
      var inOne = gradient
      try inOne.withMutableView { dy in
        try input.withView {
          try operation.backward(input: $0, isRectified: true, outputGradient: dy.readable, into: dy)
        }
      }
      #expect(inOne == expected)
      #expect(inOne.elements.contains(0))
    }
  }

  @Test func `NaN, infinity and overflow reach what the documentation says`() throws {
    let operation = normalization(k: 2, alpha: 1, beta: 0.75, window: 3, divides: false, .acrossChannels(groups: 1))
    for bad in [Float.nan, .infinity, 1e30] {
      let output = try everywhere {
        try forward(operation, Tensor<Float>(shape: [1, 1, 1, 5], elements: [1, 1, bad, 1, 1]))
      }
      #expect(output[0].isFinite && output[0] > 0)
      #expect(output[4] == output[0])
      #expect(bad.isNaN ? output[1].isNaN && output[3].isNaN : output[1] == 0 && output[3] == 0)
      #expect(bad.isFinite ? output[2] == 0 : output[2].isNaN)
    }
  }

  @Test func `parameters and shapes that do not fit are refused`() {
    let paper = Self.cases[0].0
    let error = #expect(throws: ShapeError.self) {
      try backward(paper, Tensor<Float>(shape: [1, 2, 3, 4]), Tensor(shape: [1, 2, 4, 3]))
    }
    #expect(
      error?.description
        == "response normalization: output gradient is 1×2×4×3, but 1×2×3×4 (N, H, W, C) fits")
    #expect(throws: ShapeError.self) { try paper.outputShape([2, 3, 4]) }
    for change in [
      { (operation: inout ResponseNormalization) in operation.window = 0 },
      { $0.extent = .acrossChannels(groups: 3) }, { $0.extent = .acrossChannels(groups: 0) }, { $0.k = .nan },
      { $0.alpha = .infinity },
    ] {
      var wrong = paper
      change(&wrong)
      #expect(throws: ShapeError.self) { try wrong.outputShape([1, 2, 3, 4]) }
    }
  }

  private static func normalization(
    k: Double, alpha: Double, beta: Double, window: Int, divides: Bool, _ extent: ResponseNormalization.Extent
  ) -> ResponseNormalization {
    ResponseNormalization(
      k: k, alpha: alpha, beta: beta, window: window, dividesAlphaByWindow: divides, extent: extent)
  }

  private func normalization(
    k: Double, alpha: Double, beta: Double, window: Int, divides: Bool, _ extent: ResponseNormalization.Extent
  ) -> ResponseNormalization {
    Self.normalization(k: k, alpha: alpha, beta: beta, window: window, divides: divides, extent)
  }

  private func forward<Scalar: KernelScalar>(
    _ operation: ResponseNormalization, _ input: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    try written(input.shape) { output in try input.withView { try operation.forward($0, into: output) } }
  }

  private func backward<Scalar: KernelScalar>(
    _ operation: ResponseNormalization, _ input: Tensor<Scalar>, _ gradient: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    try written(input.shape) { inputGradient in
      try input.withView { x in
        try gradient.withView { try operation.backward(input: x, outputGradient: $0, into: inputGradient) }
      }
    }
  }
}
