import Tensors

/// Shapes that do not fit an operation: what was given, and what fits.
public struct ShapeError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The operation, such as "convolution".
  public let operation: String
  /// The argument, such as "filter".
  public let argument: String
  /// What was given, such as "64×3×3×32".
  public let given: String
  /// What fits, such as "3×3×48×256 (R, S, C/groups, K)".
  public let expected: String

  /// An error of the given facts.
  public init(operation: String, argument: String, given: String, expected: String) {
    self.operation = operation
    self.argument = argument
    self.given = given
    self.expected = expected
  }

  /// What is wrong, and what to do.
  public var description: String { "\(operation): \(argument) is \(given), but \(expected) fits" }

  /// Throws unless a shape is the expected one.
  static func check(
    _ shape: Shape, equals expected: Shape, operation: String, argument: String, legend: String
  ) throws(ShapeError) {
    guard shape != expected else { return }
    throw ShapeError(
      operation: operation, argument: argument, given: shape.description, expected: "\(expected) (\(legend))")
  }
}
