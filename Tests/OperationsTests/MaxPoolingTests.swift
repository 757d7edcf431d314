import Kernels
import Operations
import Tensors
import Testing

@Suite struct MaxPoolingTests {
  /// Windows and inputs whose dimensions all differ.
  static let cases: [(WindowGeometry, Shape)] = [
    (WindowGeometry(3, stride: 2), [3, 13, 11, 7]),
    (WindowGeometry(3, stride: 2, rounding: .ceil), [1, 14, 10, 35]),
    (WindowGeometry(2, stride: 3, rounding: .ceil), [2, 9, 31, 5]),
    (WindowGeometry(3, stride: 1, padding: 1), [3, 19, 4, 67]),
    (WindowGeometry(3, stride: 2, padding: 2, rounding: .ceil), [2, 5, 7, 131]),
    (
      WindowGeometry(
        rows: 4, columns: 2, rowStride: 3, columnStride: 1, padding: Padding(top: 3, bottom: 1, left: 0, right: 1),
        rounding: .ceil), [3, 21, 6, 9]
    ),
    (WindowGeometry(7, stride: 7, padding: 3), [1, 5, 3, 2]),
    (WindowGeometry(2, stride: 5, padding: 1), [10, 47, 8, 67]),
  ]

  @Test(arguments: cases)
  func `pooling and its gradient are exactly those of the definition`(_ geometry: WindowGeometry, _ shape: Shape) throws
  {
    try check(Float.self, MaxPooling(geometry: geometry), shape)
    try check(Double.self, MaxPooling(geometry: geometry), shape)
  }

  private func check<Scalar: KernelScalar>(_: Scalar.Type, _ pooling: MaxPooling, _ shape: Shape) throws {
    // Few different values, so that most windows have ties.
    let input = Tensor<Scalar>(
      shape: shape, elements: randomTensor(shape, of: Scalar.self, seed: 1).elements.map { ($0 * 2).rounded() - 1 })
    let output = try everywhere { try forward(pooling, input) }
    #expect(sameBits(output, MaxPoolingReference.forward(pooling, input: input)))
    let gradient = Tensor<Scalar>(
      shape: output.shape, elements: randomTensor(output.shape, of: Scalar.self, seed: 2).elements)
    let inputGradient = try everywhere { try backward(pooling, input, output, gradient) }
    #expect(inputGradient == MaxPoolingReference.backward(pooling, input: input, outputGradient: gradient))
  }

  @Test(arguments: [WindowGeometry.Rounding.floor, .ceil])
  func `AlexNet's pools make 27, 13 and 6 of 55, 27 and 13`(_ rounding: WindowGeometry.Rounding) throws {
    let pooling = MaxPooling(geometry: WindowGeometry(3, stride: 2, rounding: rounding))
    for (size, expected) in [(55, 27), (27, 13), (13, 6)] {
      #expect(try pooling.outputShape([2, size, size, 96]) == [2, expected, expected, 96])
    }
  }

  @Test func `ceil makes one more window of a remainder than floor`() throws {
    let floor = MaxPooling(geometry: WindowGeometry(3, stride: 2))
    let ceil = MaxPooling(geometry: WindowGeometry(3, stride: 2, rounding: .ceil))
    #expect(try floor.outputShape([1, 54, 32, 5]) == [1, 26, 15, 5])
    #expect(try ceil.outputShape([1, 54, 32, 5]) == [1, 27, 16, 5])
  }

  @Test func `the first of equal inputs gets the whole gradient`() throws {
    let pooling = MaxPooling(geometry: WindowGeometry(2, stride: 2))
    let input = Tensor<Float>(shape: [1, 2, 4, 1], elements: [1, 7, 5, 5, 7, 7, 5, 5])
    let output = try forward(pooling, input)
    let gradient = try backward(pooling, input, output, Tensor(shape: output.shape, elements: [3, 4]))
    #expect(output.elements == [7, 5])
    #expect(gradient.elements == [0, 3, 4, 0, 0, 0, 0, 0])
  }

  @Test func `padding does not win over negative inputs`() throws {
    let pooling = MaxPooling(geometry: WindowGeometry(3, stride: 2, padding: 1))
    let output = try forward(pooling, Tensor<Double>(shape: [1, 1, 1, 2], elements: [-3, -.infinity]))
    #expect(output.elements == [-3, -.infinity])
  }

  @Test func `a NaN wins its windows and gets no gradient`() throws {
    let pooling = MaxPooling(geometry: WindowGeometry(2, stride: 1))
    let input = Tensor<Float>(shape: [1, 2, 3, 1], elements: [1, 2, 9, .nan, 3, 4])
    let output = try everywhere { try forward(pooling, input) }
    #expect(output[0].isNaN)
    #expect(output[1] == 9)
    let gradient = try everywhere {
      try backward(pooling, input, output, Tensor(shape: [1, 1, 2, 1], elements: [5, 6]))
    }
    #expect(gradient.elements == [0, 0, 6, 0, 0, 0])
  }

  @Test func `padding as large as the window is refused`() {
    let pooling = MaxPooling(geometry: WindowGeometry(2, stride: 1, padding: 2))
    #expect(
      throws: ShapeError(
        operation: "max pooling", argument: "padding", given: "2, 2, 2 and 2 (top, bottom, left, right)",
        expected: "padding smaller than the window of 2×2")
    ) { try pooling.outputShape([1, 5, 6, 3]) }
  }

  @Test func `an output that cannot be counted is refused`() {
    let size = 1 << 30
    let pooling = MaxPooling(geometry: WindowGeometry(size, stride: 1, padding: size - 1))
    #expect(throws: ShapeError.self) { try pooling.outputShape([64, 1, 1, 64]) }
  }

  @Test func `wrong shapes are refused with what was given and expected`() throws {
    let pooling = MaxPooling(geometry: WindowGeometry(3, stride: 2))
    let input = Tensor<Float>(shape: [1, 7, 9, 2])
    let error = #expect(throws: ShapeError.self) {
      let _: Tensor<Float> = try written([1, 3, 4, 3]) { view in
        try input.withView { try pooling.forward($0, into: view) }
      }
    }
    #expect(error?.description == "max pooling: output is 1×3×4×3, but 1×3×4×2 (N, P, Q, C) fits")
    #expect(throws: ShapeError.self) { try pooling.outputShape([7, 9, 2]) }
    #expect(throws: ShapeError.self) {
      try backward(pooling, input, Tensor(shape: [1, 3, 4, 2]), Tensor(shape: [1, 4, 3, 2]))
    }
  }

  private func forward<Scalar: KernelScalar>(
    _ pooling: MaxPooling, _ input: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    try written(pooling.outputShape(input.shape)) { output in
      try input.withView { try pooling.forward($0, into: output) }
    }
  }

  private func backward<Scalar: KernelScalar>(
    _ pooling: MaxPooling, _ input: Tensor<Scalar>, _ output: Tensor<Scalar>, _ gradient: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    try written(input.shape) { inputGradient in
      try input.withView { x in
        try output.withView { y in
          try gradient.withView { dy in
            try pooling.backward(input: x, output: y, outputGradient: dy, into: inputGradient)
          }
        }
      }
    }
  }
}
