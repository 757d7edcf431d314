import Kernels
import Tensors

extension ResponseNormalization {
  /// Writes the gradient of the input, or of a rectifier's input that became it.
  ///
  /// - Parameters:
  ///   - input: what forward read, N×H×W×C.
  ///   - isRectified: whether forward read what a rectifier had written, through which the gradient passes too: it becomes zero
  ///     where the input is not positive.
  ///   - outputGradient: N×H×W×C.
  ///   - inputGradient: N×H×W×C, overwritten; may be the output gradient's memory, but not the input's.
  /// - Throws: `ShapeError` if a shape or a parameter does not fit.
  public func backward<Scalar: KernelScalar>(
    input: TensorView<Scalar>, isRectified: Bool = false, outputGradient: TensorView<Scalar>,
    into inputGradient: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let shape = try outputShape(input.shape)
    try ShapeError.check(
      outputGradient.shape, equals: shape, operation: Self.name, argument: "output gradient", legend: "N, H, W, C")
    try ShapeError.check(
      inputGradient.shape, equals: shape, operation: Self.name, argument: "input gradient", legend: "N, H, W, C")
    switch extent {
    case .acrossChannels(let groups):
      ChannelNormalization<Scalar>(self, groups: groups, input: shape).backward(
        input: input.base, isRectified: isRectified, outputGradient: outputGradient.base, into: inputGradient.base)
    case .spatial:
      SpatialNormalization<Scalar>(self, input: shape).backward(
        input: input.base, outputGradient: outputGradient.base, into: inputGradient.base)
      if isRectified {
        try Rectifier().backward(output: input, outputGradient: inputGradient.readable, into: inputGradient)
      }
    }
  }
}
