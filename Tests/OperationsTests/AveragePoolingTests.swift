import Kernels
import Operations
import Tensors
import Testing

@Suite struct AveragePoolingTests {
  @Test(arguments: MaxPoolingTests.cases, [false, true])
  func `pooling and its gradient are exactly those of the definition`(
    _ geometryAndShape: (WindowGeometry, Shape), _ countsPadding: Bool
  ) throws {
    let pooling = AveragePooling(geometry: geometryAndShape.0, countsPadding: countsPadding)
    try check(Float.self, pooling, geometryAndShape.1)
    try check(Double.self, pooling, geometryAndShape.1)
  }

  private func check<Scalar: KernelScalar>(_: Scalar.Type, _ pooling: AveragePooling, _ shape: Shape) throws {
    let input = randomTensor(shape, of: Scalar.self, seed: 3)
    let output = try everywhere { try forward(pooling, input) }
    // The order of the sums is part of the contract: no tolerance.
    #expect(output == AveragePoolingReference.forward(pooling, input: input))
    let gradient = randomTensor(output.shape, of: Scalar.self, seed: 4)
    let inputGradient = try everywhere { try backward(pooling, shape, gradient) }
    #expect(
      inputGradient == AveragePoolingReference.backward(pooling, inputShape: shape, outputGradient: gradient))
  }

  @Test func `the divisor counts inputs, or padding too, but never what lies behind it`() throws {
    // Four columns, padding 1, windows of 3 every 2 rounded up: columns −1…1, 1…3 and 3…5, where 4 is padding and 5 is
    // behind it.
    let geometry = WindowGeometry(
      rows: 1, columns: 3, columnStride: 2, padding: Padding(top: 0, bottom: 0, left: 1, right: 1), rounding: .ceil)
    let input = Tensor<Double>(shape: [1, 1, 4, 1], elements: [6, 12, 18, 24])
    #expect(try forward(AveragePooling(geometry: geometry, countsPadding: false), input).elements == [9, 18, 24])
    #expect(try forward(AveragePooling(geometry: geometry, countsPadding: true), input).elements == [6, 18, 12])
    let gradient = Tensor<Double>(shape: [1, 1, 3, 1], elements: [6, 12, 24])
    let inputs = try backward(AveragePooling(geometry: geometry, countsPadding: false), input.shape, gradient)
    #expect(inputs.elements == [3, 7, 4, 28])
    let padded = try backward(AveragePooling(geometry: geometry, countsPadding: true), input.shape, gradient)
    #expect(padded.elements == [2, 6, 4, 16])
  }

  @Test func `a NaN reaches the windows that hold it, and no others`() throws {
    let pooling = AveragePooling(geometry: WindowGeometry(2), countsPadding: false)
    let output = try everywhere {
      try forward(pooling, Tensor<Float>(shape: [1, 2, 3, 1], elements: [.nan, 2, 4, 1, 3, 5]))
    }
    #expect(output[0].isNaN)
    #expect(output[1] == 3.5)
  }

  @Test func `wrong shapes are refused with what was given and expected`() {
    let pooling = AveragePooling(geometry: WindowGeometry(3, stride: 2, rounding: .ceil), countsPadding: false)
    let error = #expect(throws: ShapeError.self) {
      try backward(pooling, [2, 8, 6, 5], Tensor<Float>(shape: [2, 3, 3, 5]))
    }
    #expect(error?.description == "average pooling: output gradient is 2×3×3×5, but 2×4×3×5 (N, P, Q, C) fits")
    #expect(throws: ShapeError.self) { try pooling.outputShape([2, 8, 6]) }
  }

  private func forward<Scalar: KernelScalar>(
    _ pooling: AveragePooling, _ input: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    try written(pooling.outputShape(input.shape)) { output in
      try input.withView { try pooling.forward($0, into: output) }
    }
  }

  private func backward<Scalar: KernelScalar>(
    _ pooling: AveragePooling, _ shape: Shape, _ gradient: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    try written(shape) { inputGradient in
      try gradient.withView { try pooling.backward(outputGradient: $0, into: inputGradient) }
    }
  }
}
