import KernelBodies
import Kernels
import Tensors

extension AveragePooling {
  /// Writes the gradient of the input: each window shares its output's gradient equally.
  ///
  /// Where windows overlap, an input's gradients are added in the order of the windows' rows and then columns.
  ///
  /// - Parameters:
  ///   - outputGradient: N×P×Q×C.
  ///   - inputGradient: N×H×W×C, overwritten; must not share memory with the output's gradient.
  /// - Throws: `ShapeError` if a shape does not fit.
  public func backward<Scalar: KernelScalar>(
    outputGradient: TensorView<Scalar>, into inputGradient: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let input = inputGradient.shape
    let shape = try outputShape(input)
    try ShapeError.check(
      outputGradient.shape, equals: shape, operation: Self.name, argument: "output gradient", legend: "N, P, Q, C")
    let kernels = Scalar.kernels
    let inputSize = input[1] * input[2] * shape[3]
    let outputRowSize = shape[2] * shape[3]
    PoolingTasks.forEachBlock(geometry, output: shape, clearing: inputGradient) { image, rows, channels in
      let job = job(of: Scalar.self, input: input, output: shape, rows: rows, channels: channels)
      kernels.averagePoolGradient(
        job, outputGradient.base + (image * shape[1] + rows.lowerBound) * outputRowSize,
        inputGradient.base + image * inputSize)
    }
  }

  /// The kernels' job for some output rows and channels of an image.
  func job<Scalar: KernelScalar>(
    of: Scalar.Type, input: Shape, output: Shape, rows: Range<Int>, channels: Range<Int>
  ) -> PoolingJob<Scalar> {
    geometry.poolingJob(
      of: Scalar.self, input: input, output: output, outputRows: rows, channels: channels,
      countsPadding: countsPadding)
  }
}
