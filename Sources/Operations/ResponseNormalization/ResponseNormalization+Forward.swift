import Kernels
import Tensors

extension ResponseNormalization {
  /// Writes the normalized values.
  ///
  /// - Parameters:
  ///   - input: N×H×W×C.
  ///   - output: N×H×W×C; across channels it may be the input's memory, spatially it must not.
  /// - Throws: `ShapeError` if a shape or a parameter does not fit.
  public func forward<Scalar: KernelScalar>(
    _ input: TensorView<Scalar>, into output: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    try ShapeError.check(
      output.shape, equals: outputShape(input.shape), operation: Self.name, argument: "output", legend: "N, H, W, C")
    switch extent {
    case .acrossChannels(let groups):
      ChannelNormalization<Scalar>(self, groups: groups, input: input.shape).forward(input.base, into: output.base)
    case .spatial:
      SpatialNormalization<Scalar>(self, input: input.shape).forward(input.base, into: output.base)
    }
  }
}
