/// How far a result lies from Double.
public struct PrecisionReport: Sendable, CustomStringConvertible {
  /// The operation's name.
  public let operation: String
  /// What was compared: the output, or an argument's gradient.
  public let result: String
  /// Elements that were compared.
  public let count: Int
  /// The greatest error, as a part of its bound; NaN if a result is no number or has the wrong shape.
  public let worst: Double
  /// The element of that error, in row-major order.
  public let element: Int

  /// Whether all errors lie within their bounds, and there was something to compare.
  public var passes: Bool { count > 0 && worst <= 1 }

  /// What was compared, and the greatest error.
  public var description: String {
    "\(operation), \(result): element \(element) of \(count) is \(worst) of its bound off"
  }
}
