import Kernels
import Operations
import Tensors
import Testing

@Suite struct SoftmaxTests {
  @Test(arguments: [[3, 1000], [1, 7], [5, 2, 3], [37, 1], [11]] as [Shape])
  func `probabilities and gradients are those of the definition`(_ shape: Shape) throws {
    try check(Float.self, shape)
    try check(Double.self, shape)
  }

  private func check<Scalar: KernelScalar>(_: Scalar.Type, _ shape: Shape) throws {
    let input = randomTensor(shape, of: Scalar.self, seed: 12, scale: 5)
    let output = try everywhere { try forward(input) }
    let classes = Double(shape[shape.rank - 1])
    // Exponentials of either side within 2 units in Double, a sum of K, a quotient; then one rounding to the scalar.
    let relative = Double(Scalar.ulpOfOne) + (classes + 8) * Double.ulpOfOne
    expectClose(output, SoftmaxReference.forward(input)) { relative * $0 }
    let gradient = randomTensor(shape, of: Scalar.self, seed: 13)
    let inputGradient = try everywhere { try backward(output, gradient) }
    let largest = gradient.elements.map { Double(abs($0)) }.max() ?? 0
    expectClose(inputGradient, SoftmaxReference.backward(output: output, outputGradient: gradient)) {
      Double(Scalar.ulpOfOne) * abs($0) + 2 * (classes + 8) * Double.ulpOfOne * largest
    }
  }

  @Test func `scores of ten thousand neither overflow nor vanish`() throws {
    let output = try forward(Tensor<Float>(shape: [2, 2], elements: [1e4, -1e4, -1e4, -1e4]))
    #expect(output.elements == [1, 0, 0.5, 0.5])
  }

  @Test func `minus infinity has probability zero, and NaN and infinity make their row NaN`() throws {
    let infinite = -Double.infinity
    let output = try everywhere {
      try forward(
        Tensor<Double>(
          shape: [5, 2], elements: [3, infinite, 3, .nan, .infinity, 1, infinite, infinite, 2, 2]))
    }
    #expect(output[0] == 1 && output[1] == 0)
    #expect(output.elements[2..<8].allSatisfy { $0.isNaN })
    #expect(output[8] == 0.5 && output[9] == 0.5)
  }

  @Test func `it works in place`() throws {
    let scores = randomTensor([3, 17], of: Float.self, seed: 14)
    var values = scores
    try values.withMutableView { try Softmax().forward($0.readable, into: $0) }
    #expect(try values == forward(scores))
    let gradient = randomTensor([3, 17], of: Float.self, seed: 15)
    var inPlace = gradient
    try inPlace.withMutableView { dy in
      try values.withView { try Softmax().backward(output: $0, outputGradient: dy.readable, into: dy) }
    }
    #expect(try inPlace == backward(values, gradient))
  }

  @Test func `wrong shapes are refused with what was given and expected`() {
    let error = #expect(throws: ShapeError.self) { try Softmax().outputShape([3, 0]) }
    #expect(error?.description == "softmax: input is 3×0, but a shape …×K, K ≥ 1 fits")
    #expect(throws: ShapeError.self) { try backward(Tensor<Float>(shape: [2, 3]), Tensor(shape: [3, 2])) }
  }

  private func forward<Scalar: KernelScalar>(_ input: Tensor<Scalar>) throws -> Tensor<Scalar> {
    try written(input.shape) { output in try input.withView { try Softmax().forward($0, into: output) } }
  }

  private func backward<Scalar: KernelScalar>(
    _ output: Tensor<Scalar>, _ gradient: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    try written(output.shape) { inputGradient in
      try output.withView { y in
        try gradient.withView { try Softmax().backward(output: y, outputGradient: $0, into: inputGradient) }
      }
    }
  }
}
