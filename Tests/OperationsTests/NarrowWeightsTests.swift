import Kernels
import Operations
import Tensors
import Testing

@Suite struct NarrowWeightsTests {
  typealias Format = NarrowWeights<Float>.Format

  // More inputs than are widened at a time, outputs that are no multiple of a vector, one output, one input.
  static let extents = [[1, 9, 7], [1, 515, 33], [3, 17, 16], [5, 1027, 35], [2, 3, 1], [1, 16, 130]]

  @Test(arguments: Format.allCases, extents)
  func `narrow weights give the bits of their widened values`(_ format: Format, _ extents: [Int]) throws {
    try check(Float.self, format, extents)
    try check(Double.self, format, extents)
  }

  private func check<Scalar: KernelScalar>(
    _: Scalar.Type, _ format: Format, _ extents: [Int]
  ) throws {
    let (images, inputs, outputs) = (extents[0], extents[1], extents[2])
    let weights = randomTensor([inputs, outputs], of: Scalar.self, seed: 1)
    let input = randomTensor([images, inputs], of: Scalar.self, seed: 2)
    let bias = randomTensor([outputs], of: Scalar.self, seed: 3)
    let narrow = try weights.withView { try NarrowWeights($0, as: format) }
    let widened = everywhere { narrow.widened() }
    #expect(!sameBits(widened, weights))
    let output: Tensor<Scalar> = try everywhere {
      try Tensor.withViews([input, bias]) { views in
        try written([images, outputs]) {
          try FullyConnected.forward(input: views[0], weights: narrow, bias: views[1], into: $0)
        }
      }
    }
    let expected: Tensor<Scalar> = try Tensor.withViews([input, widened, bias]) { views in
      try written([images, outputs]) {
        try FullyConnected.forward(input: views[0], weights: views[1], bias: views[2], into: $0)
      }
    }
    #expect(sameBits(output, expected))
  }

  @Test func `each format rounds to its nearest value`() throws {
    let weights = randomTensor([19, 23], of: Float.self, seed: 4, scale: 0.01)
    func widened(_ format: Format) throws -> Tensor<Float> {
      try weights.withView { try NarrowWeights($0, as: format) }.widened()
    }
    let (half, brain, integer) = (try widened(.float16), try widened(.bfloat16), try widened(.int8))
    for index in 0..<weights.count {
      let weight = weights[index]
      #expect(half[index] == HalfPrecision.float(float16: HalfPrecision.float16(weight)))
      #expect(brain[index] == HalfPrecision.float(bfloat16: HalfPrecision.bfloat16(weight)))
    }
    for output in 0..<23 {
      let column = (0..<19).map { weights[$0 * 23 + output] }
      let greatest = column.map(\.magnitude).max() ?? 0
      for input in 0..<19 {
        let stored = integer[input * 23 + output]
        // Half a step, and the rounding of scale, quotient and product.
        #expect(abs(stored - column[input]) <= greatest / 127 * 0.50002)
        if column[input].magnitude == greatest { #expect(abs(stored - column[input]) <= greatest * 1.2e-7) }
      }
    }
  }

  @Test func `zeros, subnormals and the ends of the formats are kept or rounded as they should be`() throws {
    let values: [Float] = [0, -0.0, 0x1p-24, 1.5 * 0x1p-25, -0x1p-15, 65504, -65519, .leastNonzeroMagnitude]
    let weights = Tensor<Float>(shape: [values.count, 1], elements: values)
    let half = try weights.withView { try NarrowWeights($0, as: .float16) }.widened()
    #expect(half.elements == [0, 0, 0x1p-24, 0x1p-24, -0x1p-15, 65504, -65504, 0])
    #expect(half[1].sign == .minus)
    let large = Tensor<Float>(shape: [2, 1], elements: [.greatestFiniteMagnitude, -.greatestFiniteMagnitude])
    let brain = try large.withView { try NarrowWeights($0, as: .bfloat16) }.widened()
    #expect(brain.elements == [0x1.FEp127, -0x1.FEp127])
    for tiny in [Float(0), .leastNonzeroMagnitude, 0x1p-140] {
      let column = Tensor<Float>(shape: [2, 1], elements: [tiny, -tiny])
      let integers = try column.withView { try NarrowWeights($0, as: .int8) }.widened()
      #expect(integers.elements.allSatisfy { $0.magnitude <= tiny * 2 })
    }
  }

  @Test func `what does not fit is an error that names the weight`() throws {
    func error(_ elements: [Float], _ format: Format, shape: Shape = [2, 2]) -> NarrowWeightsError? {
      let tensor = Tensor<Float>(shape: shape, elements: elements)
      do throws(NarrowWeightsError) {
        _ = try tensor.withView { (view) throws(NarrowWeightsError) in try NarrowWeights(view, as: format) }
        return nil
      } catch {
        return error
      }
    }
    #expect(error([0, 1, 65520, 3], .float16) == .tooLarge(65520, input: 1, output: 0))
    #expect(error([0, 1, 65520, 3], .bfloat16) == nil)
    for format in Format.allCases {
      #expect(error([0, 1, 2, .infinity], format) == .notFinite(input: 1, output: 1))
      #expect(error([0, .nan, 2, 3], format) == .notFinite(input: 0, output: 1))
      #expect(error([0, 1, 2, 3], format, shape: [4]) == .shape([4]))
    }
  }

  @Test func `sixteen bits take half of Float's bytes, eight a quarter and the scales`() throws {
    let weights = randomTensor([33, 7], of: Float.self, seed: 5)
    let bytes = try Format.allCases.map { format in
      try weights.withView { try NarrowWeights($0, as: format) }.byteCount
    }
    #expect(bytes == [462, 462, 231 + 28])
  }
}
