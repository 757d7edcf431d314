import Kernels
import Operations
import Tensors
import Testing

@Suite struct DropoutTests {
  private let stream = RandomStream(seed: 99, purpose: .dropout, index: 3, step: 17)

  @Test(arguments: [0, 0.1, 0.5, 0.9], [Dropout.Scaling.training, .testing])
  func `masks, outputs and gradients are those of the definition`(_ rate: Double, _ scaling: Dropout.Scaling) throws {
    let dropout = Dropout(rate: rate, scaling: scaling)
    for shape in [[3, 4097], [1, 7], [5, 2, 3, 11]] as [Shape] {
      try check(Float.self, dropout, shape, firstImage: 0)
      try check(Double.self, dropout, shape, firstImage: 3)
    }
  }

  private func check<Scalar: KernelScalar>(
    _: Scalar.Type, _ dropout: Dropout, _ shape: Shape, firstImage: Int
  ) throws {
    let mask: Tensor<Scalar> = try everywhere { try self.mask(dropout, shape, firstImage: firstImage) }
    let reference = DropoutReference.mask(
      dropout, shape: shape, of: Scalar.self, stream: stream, firstImage: firstImage)
    #expect(mask == reference)
    let input = randomTensor(shape, of: Scalar.self, seed: 11)
    let expected = DropoutReference.applying(reference, to: input)
    let output: Tensor<Scalar> = try everywhere {
      try written(shape) { output in
        try input.withView { x in try mask.withView { try dropout.forwardTraining(x, mask: $0, into: output) } }
      }
    }
    #expect(sameBits(output, expected))
    let gradient: Tensor<Scalar> = try everywhere {
      try written(shape) { gradient in
        try input.withView { dy in
          try mask.withView { try dropout.backward(outputGradient: dy, mask: $0, into: gradient) }
        }
      }
    }
    #expect(sameBits(gradient, expected))
    let tested: Tensor<Scalar> = try everywhere {
      try written(shape) { output in try input.withView { try dropout.forwardTesting($0, into: output) } }
    }
    #expect(sameBits(tested, DropoutReference.testing(dropout, input: input)))
  }

  @Test func `the two conventions scale by the numbers they say`() {
    let paper = Dropout(rate: 0.5, scaling: .testing)
    #expect(paper.trainingFactor == 1 && paper.testingFactor == 0.5)
    let caffe = Dropout(rate: 0.2, scaling: .training)
    #expect(caffe.trainingFactor == 1.25 && caffe.testingFactor == 1)
  }

  @Test func `about as many values are dropped as the rate says`() throws {
    let mask: Tensor<Float> = try mask(Dropout(rate: 0.3, scaling: .testing), [10, 10000], firstImage: 0)
    let dropped = Double(mask.elements.filter { $0 == 0 }.count)
    // Six standard deviations of a binomial variable.
    #expect(abs(dropped - 30000) < 6 * (100000 * 0.3 * 0.7).squareRoot())
  }

  @Test func `parts of a batch draw what the whole batch draws`() throws {
    let dropout = Dropout(rate: 0.5, scaling: .training)
    let whole: Tensor<Float> = try mask(dropout, [6, 13], firstImage: 0)
    let first: Tensor<Float> = try mask(dropout, [1, 13], firstImage: 0)
    let rest: Tensor<Float> = try mask(dropout, [5, 13], firstImage: 1)
    #expect(whole.elements == first.elements + rest.elements)
  }

  @Test func `dropping does not hide a NaN`() throws {
    let dropout = Dropout(rate: 0.5, scaling: .training)
    let output: Tensor<Float> = try written([1, 2]) { output in
      try Tensor<Float>(shape: [1, 2], elements: [.nan, 3]).withView { x in
        try Tensor<Float>(shape: [1, 2], elements: [0, 2]).withView {
          try dropout.forwardTraining(x, mask: $0, into: output)
        }
      }
    }
    #expect(output[0].isNaN && output[1] == 6)
  }

  @Test(arguments: [-0.1, 1, 1.5, .nan, .infinity])
  func `a rate that is no probability below one is refused`(_ rate: Double) {
    let error = #expect(throws: ShapeError.self) {
      let _: Tensor<Float> = try mask(Dropout(rate: rate, scaling: .training), [2, 3], firstImage: 0)
    }
    #expect(error?.description == "dropout: rate is \(rate), but a probability from 0 to below 1 fits")
  }

  @Test func `wrong shapes and places are refused with what was given and expected`() {
    let dropout = Dropout(rate: 0.5, scaling: .training)
    let error = #expect(throws: ShapeError.self) {
      let _: Tensor<Float> = try written([2, 3]) { output in
        try Tensor<Float>(shape: [2, 3]).withView { x in
          try Tensor<Float>(shape: [3, 2]).withView { try dropout.forwardTraining(x, mask: $0, into: output) }
        }
      }
    }
    #expect(error?.description == "dropout: mask is 3×2, but 2×3 (the input's shape) fits")
    for place in [-1, Int.max] {
      #expect(throws: ShapeError.self) {
        let _: Tensor<Float> = try mask(dropout, [2, 3], firstImage: place)
      }
    }
  }

  private func mask<Scalar: KernelScalar>(
    _ dropout: Dropout, _ shape: Shape, firstImage: Int
  ) throws -> Tensor<Scalar> {
    try written(shape) { try dropout.makeMask(into: $0, stream: stream, firstImage: firstImage) }
  }
}
