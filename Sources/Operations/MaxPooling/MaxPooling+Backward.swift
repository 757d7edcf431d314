import Kernels
import Tensors

extension MaxPooling {
  /// Writes the gradient of the input: each output's gradient at its maximum, zero elsewhere.
  ///
  /// Where windows overlap, an input's gradients are added in the order of the windows' rows and then columns.
  ///
  /// - Parameters:
  ///   - input: what forward read, N×H×W×C.
  ///   - output: what forward wrote, N×P×Q×C.
  ///   - outputGradient: N×P×Q×C.
  ///   - inputGradient: N×H×W×C, overwritten; must not share memory with the others.
  /// - Throws: `ShapeError` if a shape does not fit.
  public func backward<Scalar: KernelScalar>(
    input: TensorView<Scalar>, output: TensorView<Scalar>, outputGradient: TensorView<Scalar>,
    into inputGradient: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let shape = try outputShape(input.shape)
    try ShapeError.check(output.shape, equals: shape, operation: Self.name, argument: "output", legend: "N, P, Q, C")
    try ShapeError.check(
      outputGradient.shape, equals: shape, operation: Self.name, argument: "output gradient", legend: "N, P, Q, C")
    try ShapeError.check(
      inputGradient.shape, equals: input.shape, operation: Self.name, argument: "input gradient", legend: "N, H, W, C")
    let kernels = Scalar.kernels
    let inputSize = input.shape[1] * input.shape[2] * shape[3]
    let outputRowSize = shape[2] * shape[3]
    PoolingTasks.forEachBlock(geometry, output: shape, clearing: inputGradient) { image, rows, channels in
      let job = geometry.poolingJob(
        of: Scalar.self, input: input.shape, output: shape, outputRows: rows, channels: channels,
        countsPadding: false)
      let place = (image * shape[1] + rows.lowerBound) * outputRowSize
      kernels.maxPoolGradient(
        job, input.base + image * inputSize, output.base + place, outputGradient.base + place,
        inputGradient.base + image * inputSize)
    }
  }
}
