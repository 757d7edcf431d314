import Kernels
import Tensors

extension Dropout {
  /// Writes `input · mask`.
  ///
  /// - Parameters:
  ///   - input: N×….
  ///   - mask: what `makeMask` drew, the input's shape.
  ///   - output: the input's shape; may be the input's memory.
  /// - Throws: `ShapeError` if a shape or the rate does not fit.
  public func forwardTraining<Scalar: KernelScalar>(
    _ input: TensorView<Scalar>, mask: TensorView<Scalar>, into output: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let shape = try outputShape(input.shape)
    try check(mask.shape, equals: shape, argument: "mask")
    try check(output.shape, equals: shape, argument: "output")
    Self.multiply(input, mask, into: output)
  }

  /// Writes the input times `testingFactor`.
  ///
  /// - Parameters:
  ///   - input: N×….
  ///   - output: the input's shape; may be the input's memory, which then stays untouched if the factor is 1.
  /// - Throws: `ShapeError` if a shape or the rate does not fit.
  public func forwardTesting<Scalar: KernelScalar>(
    _ input: TensorView<Scalar>, into output: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    try check(output.shape, equals: outputShape(input.shape), argument: "output")
    guard scaling == .testing else { return output.copy(from: input) }
    let kernels = Scalar.kernels
    let factor = Scalar(testingFactor)
    Parallel.forEachRange(input.count, grain: Self.grain) { range in
      kernels.scale(range.count, factor, input.base + range.lowerBound, output.base + range.lowerBound)
    }
  }

  /// `product = a · b`.
  static func multiply<Scalar: KernelScalar>(
    _ a: TensorView<Scalar>, _ b: TensorView<Scalar>, into product: MutableTensorView<Scalar>
  ) {
    let kernels = Scalar.kernels
    Parallel.forEachRange(a.count, grain: grain) { range in
      let first = range.lowerBound
      kernels.multiply(range.count, a.base + first, b.base + first, product.base + first)
    }
  }
}
