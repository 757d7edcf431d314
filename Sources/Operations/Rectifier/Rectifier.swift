import Kernels
import Tensors

/// The rectified linear unit (paper, section 3.1).
///
///     y = x > 0 ? x : 0
///
/// Any shape; the output has the input's. Backward needs the output alone: `dx = y > 0 ? dy : 0`, so that the gradient
/// at 0 is 0. NaN and −0 become 0, ∞ stays.
public struct Rectifier: Hashable, Sendable {
  /// The rectifier, which has no parameters.
  public init() {}

  static let name = "rectifier"

  /// Scalars that are worth a task.
  private static let grain = 16384

  /// The output's shape: the input's.
  public func outputShape(_ input: Shape) throws(ShapeError) -> Shape { input }

  /// Writes the rectified values.
  ///
  /// - Parameters:
  ///   - input: any shape.
  ///   - output: the input's shape; may be the input's memory.
  /// - Throws: `ShapeError` if the shapes differ.
  public func forward<Scalar: KernelScalar>(
    _ input: TensorView<Scalar>, into output: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    try ShapeError.check(
      output.shape, equals: input.shape, operation: Self.name, argument: "output", legend: "the input's shape")
    let kernels = Scalar.kernels
    Parallel.forEachRange(input.count, grain: Self.grain) { range in
      kernels.rectify(range.count, input.base + range.lowerBound, output.base + range.lowerBound)
    }
  }

  /// Writes the gradient of the input.
  ///
  /// - Parameters:
  ///   - output: what forward wrote.
  ///   - outputGradient: the output's shape.
  ///   - inputGradient: the output's shape, overwritten; may be the output gradient's memory.
  /// - Throws: `ShapeError` if the shapes differ.
  public func backward<Scalar: KernelScalar>(
    output: TensorView<Scalar>, outputGradient: TensorView<Scalar>, into inputGradient: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    try ShapeError.check(
      outputGradient.shape, equals: output.shape, operation: Self.name, argument: "output gradient",
      legend: "the output's shape")
    try ShapeError.check(
      inputGradient.shape, equals: output.shape, operation: Self.name, argument: "input gradient",
      legend: "the output's shape")
    let kernels = Scalar.kernels
    Parallel.forEachRange(output.count, grain: Self.grain) { range in
      let first = range.lowerBound
      kernels.rectifyGradient(
        range.count, output.base + first, outputGradient.base + first, inputGradient.base + first)
    }
  }
}
