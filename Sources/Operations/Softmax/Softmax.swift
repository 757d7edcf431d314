import Kernels
import Tensors

/// Probabilities from scores, over the last dimension.
///
///     y_k = e^(x_k − m) / Σ_j e^(x_j − m),   m = max x
///
/// Any shape …×K with K ≥ 1; the output has the input's. Exponentials and sums are in Double, by `Elementary.exponential`
/// and in the order of k, whatever the scalar; subtracting the maximum keeps them in range for all finite scores.
///
/// Backward needs the output alone: `dx_k = y_k · (dy_k − Σ_j y_j · dy_j)`, in Double.
///
/// A score of −∞ has probability 0. A NaN or +∞ among the scores, or nothing but −∞, makes the whole row NaN.
public struct Softmax: Hashable, Sendable {
  /// The softmax, which has no parameters.
  public init() {}

  static let name = "softmax"

  /// The output's shape: the input's.
  ///
  /// - Throws: `ShapeError` if the input has no last dimension, or an empty one.
  public func outputShape(_ input: Shape) throws(ShapeError) -> Shape {
    guard input.rank > 0, input[input.rank - 1] > 0 else {
      throw ShapeError(
        operation: Self.name, argument: "input", given: input.description, expected: "a shape …×K, K ≥ 1")
    }
    return input
  }

  /// Writes the probabilities.
  ///
  /// - Parameters:
  ///   - input: scores, …×K.
  ///   - output: the input's shape; may be the input's memory.
  /// - Throws: `ShapeError` if a shape does not fit.
  public func forward<Scalar: KernelScalar>(
    _ input: TensorView<Scalar>, into output: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    try ShapeError.check(
      output.shape, equals: outputShape(input.shape), operation: Self.name, argument: "output",
      legend: "the input's shape")
    let classes = input.shape[input.shape.rank - 1]
    SoftmaxRows.forEach(input.count / classes, classes: classes) { row, scratch in
      _ = SoftmaxRows.forward(input.base + row * classes, into: output.base + row * classes, classes, scratch)
    }
  }

  /// Writes the gradient of the scores.
  ///
  /// - Parameters:
  ///   - output: what forward wrote, …×K.
  ///   - outputGradient: the output's shape.
  ///   - inputGradient: the output's shape, overwritten; may be the output gradient's memory.
  /// - Throws: `ShapeError` if a shape does not fit.
  public func backward<Scalar: KernelScalar>(
    output: TensorView<Scalar>, outputGradient: TensorView<Scalar>, into inputGradient: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let shape = try outputShape(output.shape)
    try ShapeError.check(
      outputGradient.shape, equals: shape, operation: Self.name, argument: "output gradient",
      legend: "the output's shape")
    try ShapeError.check(
      inputGradient.shape, equals: shape, operation: Self.name, argument: "input gradient",
      legend: "the output's shape")
    let classes = shape[shape.rank - 1]
    SoftmaxRows.forEach(shape.count / classes, classes: classes) { row, _ in
      let first = row * classes
      SoftmaxRows.backward(
        output.base + first, outputGradient: outputGradient.base + first, into: inputGradient.base + first, classes)
    }
  }
}
