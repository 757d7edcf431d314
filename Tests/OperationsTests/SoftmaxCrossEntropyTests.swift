import Kernels
import Operations
import Tensors
import Testing

@Suite struct SoftmaxCrossEntropyTests {
  private let loss = SoftmaxCrossEntropy()

  @Test(arguments: [[3, 1000], [1, 7], [129, 10], [4, 1]] as [Shape])
  func `losses, probabilities and gradients are those of the definition`(_ shape: Shape) throws {
    try check(Float.self, shape)
    try check(Double.self, shape)
  }

  private func check<Scalar: KernelScalar>(_: Scalar.Type, _ shape: Shape) throws {
    let scores = randomTensor(shape, of: Scalar.self, seed: 16, scale: 4)
    let labels = (0..<shape[0]).map { UInt16($0 * 7 % shape[1]) }
    let expected = SoftmaxCrossEntropyReference.forward(scores: scores, labels: labels.map { Int($0) })
    let losses = try everywhere { try forward(scores, labels).losses }
    // Relative to the sum's logarithm and the margin, which are below 50 here: K + 8 units of Double.
    let unit = (Double(shape[1]) + 8) * Double.ulpOfOne
    expectClose(losses, Tensor(shape: [shape[0]], elements: expected.losses)) { _ in 50 * unit }
    #expect(try forward(scores, labels).sum == losses.elements.reduce(0, +))
    let probabilities = try everywhere { try forward(scores, labels).probabilities }
    expectClose(probabilities, expected.probabilities) { (Double(Scalar.ulpOfOne) + unit) * $0 }
    let scale = 1 / 3.0
    let gradient = try everywhere { try backward(probabilities, labels, scale: scale) }
    // The probability is rounded to the scalar before the gradient is.
    expectClose(
      gradient,
      SoftmaxCrossEntropyReference.backward(scores: scores, labels: labels.map { Int($0) }, scale: scale)
    ) { _ in (Double(Scalar.ulpOfOne) + unit) * scale }
  }

  @Test func `equal scores cost the logarithm of the number of classes`() throws {
    let result = try forward(Tensor<Float>(shape: [2, 1000]), [0, 999] as [Int32])
    #expect(abs(result.losses[0] - 6.907755278982137) < 1e-14)
    #expect(result.losses[0] == result.losses[1])
    #expect(result.sum == result.losses[0] + result.losses[1])
  }

  @Test func `losses stay exact for scores of ten thousand, and are plus zero where the others vanish`() throws {
    let scores = Tensor<Float>(shape: [3, 2], elements: [1e4, -1e4, 1e4, -1e4, 1e4, 1e4])
    let result = try forward(scores, [0, 1, 1] as [Int32])
    #expect(result.losses[0] == 0 && result.losses[0].sign == .plus)
    #expect(result.losses[1] == 20_000)
    #expect(abs(result.losses[2] - 0.6931471805599453) < 1e-15)
  }

  @Test func `minus infinity costs infinity, and NaN and infinity make their image NaN`() throws {
    let low = -Float.infinity
    let scores = Tensor<Float>(shape: [5, 2], elements: [1, low, 1, low, 1, .nan, .infinity, 1, 2, 2])
    let result = try forward(scores, [1, 0, 0, 1, 0] as [Int32])
    #expect(result.losses[0] == .infinity && result.losses[1] == 0)
    #expect(result.losses[2].isNaN && result.losses[3].isNaN)
    #expect(result.losses[4].isFinite)
    #expect(result.probabilities.elements[0..<4] == [1, 0, 1, 0])
    #expect(result.probabilities.elements[4..<8].allSatisfy { $0.isNaN })
  }

  @Test func `the parts of a batch have the gradients of the whole`() throws {
    let scores = randomTensor([5, 11], of: Float.self, seed: 17)
    let labels: [UInt16] = [3, 0, 10, 7, 7]
    let probabilities = try forward(scores, labels).probabilities
    let whole = try backward(probabilities, labels, scale: 0.2)
    let part = Tensor<Float>(shape: [2, 11], elements: probabilities.elements[33...])
    #expect(try backward(part, labels[3...], scale: 0.2).elements == Array(whole.elements[33...]))
  }

  @Test func `probabilities may take the place of scores, and gradients that of probabilities`() throws {
    let scores = randomTensor([3, 5], of: Double.self, seed: 18)
    let labels = [4, 0, 2]
    let apart = try forward(scores, labels)
    var values = scores
    var losses = Tensor<Double>(shape: [3])
    try losses.withMutableView { losses in
      try values.withMutableView {
        _ = try loss.forward(scores: $0.readable, labels: labels, losses: losses, probabilities: $0)
      }
    }
    #expect(values == apart.probabilities && losses == apart.losses)
    try values.withMutableView {
      try loss.backward(probabilities: $0.readable, labels: labels, scale: 1, into: $0)
    }
    #expect(try values == backward(apart.probabilities, labels, scale: 1))
  }

  @Test(arguments: [-1, 3, Int.max])
  func `a label that is no class is refused with its place`(_ label: Int) {
    let error = #expect(throws: LabelError.self) { try forward(Tensor<Float>(shape: [2, 3]), [2, label]) }
    #expect(error == .outOfRange(index: 1, label: label, classes: 3))
    #expect(error?.description.contains("label 1 is \(label), but the network has the classes 0 to 2") == true)
    #expect(throws: LabelError.self) { try backward(Tensor<Float>(shape: [2, 3]), [2, label], scale: 1) }
  }

  @Test func `wrong shapes are refused with what was given and expected`() {
    let error = #expect(throws: LabelError.self) { try forward(Tensor<Float>(shape: [2, 3]), [1]) }
    #expect(error?.description == "softmax cross-entropy: labels is 1, but 2, one for each image, fits")
    #expect(throws: LabelError.self) { try forward(Tensor<Float>(shape: [2, 0]), [1, 1]) }
    #expect(throws: LabelError.self) { try forward(Tensor<Float>(shape: [1, 2, 3]), [1]) }
    #expect(throws: ShapeError.self) { try loss.outputShape([7]) }
  }

  private func forward<Scalar: KernelScalar>(
    _ scores: Tensor<Scalar>, _ labels: some RandomAccessCollection<some FixedWidthInteger>
  ) throws -> (losses: Tensor<Double>, probabilities: Tensor<Scalar>, sum: Double) {
    var sum = 0.0
    var losses = Tensor<Double>(shape: [scores.shape[0]])
    let probabilities: Tensor<Scalar> = try written(scores.shape) { probabilities in
      try losses.withMutableView { losses in
        try scores.withView {
          sum = try loss.forward(scores: $0, labels: labels, losses: losses, probabilities: probabilities)
        }
      }
    }
    return (losses, probabilities, sum)
  }

  private func backward<Scalar: KernelScalar>(
    _ probabilities: Tensor<Scalar>, _ labels: some RandomAccessCollection<some FixedWidthInteger>, scale: Double
  ) throws -> Tensor<Scalar> {
    try written(probabilities.shape) { gradient in
      try probabilities.withView {
        try loss.backward(probabilities: $0, labels: labels, scale: scale, into: gradient)
      }
    }
  }
}
