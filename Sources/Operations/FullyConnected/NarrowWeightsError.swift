import Tensors

/// Why weights cannot be stored narrowly.
public enum NarrowWeightsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The weights are not a matrix of inputs and outputs.
  case shape(Shape)
  /// A weight is infinite or not a number.
  case notFinite(input: Int, output: Int)
  /// A weight is beyond the greatest float16.
  case tooLarge(Double, input: Int, output: Int)

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .shape(let shape): "weights are \(shape), but I×O fits"
    case .notFinite(let input, let output):
      "the weight of input \(input) and output \(output) is not finite; train again with a smaller rate, or fetch the weights again"
    case .tooLarge(let value, let input, let output):
      "the weight of input \(input) and output \(output) is \(value), beyond float16's \(HalfPrecision.greatestFloat16); use bfloat16"
    }
  }
}
