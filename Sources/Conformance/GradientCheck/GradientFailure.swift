import Tensors

/// Why gradients are not accepted.
public enum GradientFailure: Sendable, Equatable, CustomStringConvertible {
  /// Backward gave another number of gradients than there are arguments.
  case gradientCount(given: Int, expected: Int)
  /// A gradient has another shape than its argument.
  case shape(argument: String, given: Shape, expected: Shape)
  /// Forward or backward gave other bits the second time.
  case varies(String)
  /// The output holds nothing, NaN or infinity.
  case outputNotFinite(index: Int?)
  /// A gradient or the difference that it is compared with is NaN or infinite.
  case notFinite(argument: String, GradientReport.Element)
  /// The whole gradient is zero, or all differences are: the comparison would prove nothing.
  case zero(argument: String)
  /// A gradient differs from differences of the function.
  case differs(argument: String, GradientReport.Element, tolerance: Double)
  /// More elements lie at kinks than a check may leave out.
  case excluded(argument: String, elements: Int, of: Int)

  /// What is wrong, with the argument, the element and the numbers.
  public var description: String {
    switch self {
    case .gradientCount(let given, let expected): "backward gives \(given) gradients for \(expected) arguments"
    case .shape(let argument, let given, let expected): "\(argument): the gradient is \(given) instead of \(expected)"
    case .varies(let pass): "\(pass) gives other bits when it is called again; fix random masks before checking"
    case .outputNotFinite(let index): index.map { "output \($0) is not finite" } ?? "the output is empty"
    case .notFinite(let argument, let element): "\(argument): \(element), not finite"
    case .zero(let argument): "\(argument): the gradient is zero everywhere"
    case .differs(let argument, let element, let tolerance):
      "\(argument): \(element), more than \(tolerance)"
    case .excluded(let argument, let elements, let count):
      "\(argument): \(elements) of \(count) elements lie at kinks; choose values that are further apart"
    }
  }
}
