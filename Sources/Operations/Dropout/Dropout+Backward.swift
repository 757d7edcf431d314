import Kernels
import Tensors

extension Dropout {
  /// Writes the gradient of the input, `outputGradient · mask`.
  ///
  /// - Parameters:
  ///   - outputGradient: N×….
  ///   - mask: that of `forwardTraining`, the same shape.
  ///   - inputGradient: the same shape, overwritten; may be the output gradient's memory.
  /// - Throws: `ShapeError` if a shape or the rate does not fit.
  public func backward<Scalar: KernelScalar>(
    outputGradient: TensorView<Scalar>, mask: TensorView<Scalar>, into inputGradient: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let shape = try outputShape(outputGradient.shape)
    try check(mask.shape, equals: shape, argument: "mask")
    try check(inputGradient.shape, equals: shape, argument: "input gradient")
    Self.multiply(outputGradient, mask, into: inputGradient)
  }
}
