import Kernels
import Tensors

extension ResponseNormalization {
  /// Writes the gradient of the input.
  ///
  /// - Parameters:
  ///   - input: what forward read, N×H×W×C.
  ///   - outputGradient: N×H×W×C.
  ///   - inputGradient: N×H×W×C, overwritten; may be the output gradient's memory, but not the input's.
  /// - Throws: `ShapeError` if a shape or a parameter does not fit.
  public func backward<Scalar: KernelScalar>(
    input: TensorView<Scalar>, outputGradient: TensorView<Scalar>, into inputGradient: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let shape = try outputShape(input.shape)
    try ShapeError.check(
      outputGradient.shape, equals: shape, operation: Self.name, argument: "output gradient", legend: "N, H, W, C")
    try ShapeError.check(
      inputGradient.shape, equals: shape, operation: Self.name, argument: "input gradient", legend: "N, H, W, C")
    switch extent {
    case .acrossChannels(let groups):
      ChannelNormalization<Scalar>(self, groups: groups, input: shape).backward(
        input: input.base, outputGradient: outputGradient.base, into: inputGradient.base)
    case .spatial:
      SpatialNormalization<Scalar>(self, input: shape).backward(
        input: input.base, outputGradient: outputGradient.base, into: inputGradient.base)
    }
  }
}
