import Kernels
import Tensors

extension AveragePooling {
  /// Writes the mean of each window.
  ///
  /// - Parameters:
  ///   - input: N×H×W×C.
  ///   - output: N×P×Q×C; must not share memory with the input.
  /// - Throws: `ShapeError` if a shape does not fit.
  public func forward<Scalar: KernelScalar>(
    _ input: TensorView<Scalar>, into output: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let shape = try outputShape(input.shape)
    try ShapeError.check(
      output.shape, equals: shape, operation: Self.name, argument: "output", legend: "N, P, Q, C")
    let kernels = Scalar.kernels
    let channels = shape[3]
    let inputSize = input.shape[1] * input.shape[2] * channels
    let outputRowSize = shape[2] * channels
    PoolingTasks.forEachBand(shape) { image, rows in
      let job = job(of: Scalar.self, input: input.shape, output: shape, rows: rows, channels: 0..<channels)
      kernels.averagePool(
        job, input.base + image * inputSize, output.base + (image * shape[1] + rows.lowerBound) * outputRowSize)
    }
  }
}
