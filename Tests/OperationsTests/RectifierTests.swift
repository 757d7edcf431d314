import Kernels
import Operations
import Tensors
import Testing

@Suite struct RectifierTests {
  @Test(arguments: [[1, 5, 7, 3], [3, 41, 37, 29], [2, 13]] as [Shape])
  func `the rectifier and its gradient are those of the definition`(_ shape: Shape) throws {
    try check(Float.self, shape)
    try check(Double.self, shape)
  }

  private func check<Scalar: KernelScalar>(_: Scalar.Type, _ shape: Shape) throws {
    let input = randomTensor(shape, of: Scalar.self, seed: 5)
    let output = try everywhere { try forward(input) }
    #expect(sameBits(output, RectifierReference.forward(input)))
    let gradient = randomTensor(shape, of: Scalar.self, seed: 6)
    let inputGradient = try everywhere { try backward(output, gradient) }
    #expect(sameBits(inputGradient, RectifierReference.backward(input: input, outputGradient: gradient)))
  }

  @Test func `it works in place`() throws {
    var values = Tensor<Float>(shape: [2, 3], elements: [-1, 2, 0, 4, -5, 6])
    try values.withMutableView { try Rectifier().forward($0.readable, into: $0) }
    #expect(values.elements == [0, 2, 0, 4, 0, 6])
    var gradient = Tensor<Float>(shape: [2, 3], elements: [1, 2, 3, 4, 5, 6])
    try gradient.withMutableView { dy in
      try values.withView { try Rectifier().backward(output: $0, outputGradient: dy.readable, into: dy) }
    }
    #expect(gradient.elements == [0, 2, 0, 4, 0, 6])
  }

  @Test func `NaN and minus zero become zero and infinity stays`() throws {
    let input = Tensor<Double>(shape: [5], elements: [.nan, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude])
    let output = try everywhere { try forward(input) }
    #expect(
      sameBits(output, Tensor(shape: [5], elements: [0, 0, .infinity, 0, .leastNonzeroMagnitude])))
    let gradient = try everywhere { try backward(output, Tensor(shape: [5], elements: [1, 2, 3, 4, 5])) }
    #expect(gradient.elements == [0, 0, 3, 0, 5])
  }

  @Test func `wrong shapes are refused with what was given and expected`() {
    let error = #expect(throws: ShapeError.self) {
      let _: Tensor<Float> = try written([3, 2]) { output in
        try Tensor<Float>(shape: [2, 3]).withView { try Rectifier().forward($0, into: output) }
      }
    }
    #expect(error?.description == "rectifier: output is 3×2, but 2×3 (the input's shape) fits")
    #expect(throws: ShapeError.self) { try backward(Tensor<Float>(shape: [2, 3]), Tensor(shape: [2, 4])) }
  }

  private func forward<Scalar: KernelScalar>(_ input: Tensor<Scalar>) throws -> Tensor<Scalar> {
    try written(input.shape) { output in try input.withView { try Rectifier().forward($0, into: output) } }
  }

  private func backward<Scalar: KernelScalar>(
    _ output: Tensor<Scalar>, _ gradient: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    try written(output.shape) { inputGradient in
      try output.withView { y in
        try gradient.withView { try Rectifier().backward(output: y, outputGradient: $0, into: inputGradient) }
      }
    }
  }
}
