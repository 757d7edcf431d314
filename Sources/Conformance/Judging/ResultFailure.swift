/// Why a result is not accepted.
public enum ResultFailure: Sendable, Equatable, CustomStringConvertible {
  /// There is no tensor of that name.
  case missing
  /// A tensor that the case does not ask for.
  case extra
  /// The tensor has another shape.
  case shape(given: [Int], expected: [Int])
  /// Integers are asked for and numbers given.
  case notIntegers
  /// NaN or infinite where the expected value is finite.
  case notFinite(index: Int, given: Double, expected: Double, overflow: Bool)
  /// Finite, or another of NaN, ∞ and −∞, where the expected value is NaN or infinite.
  case notSpecial(index: Int, given: Double, expected: Double)
  /// All given values are zero, and the expected ones are not.
  case allZero
  /// A zero has the other sign.
  case sign(index: Int)
  /// A value is farther off than its bound.
  case differs(index: Int, given: Double, expected: Double, allowed: Double, places: Int)

  /// What is wrong, with the element and the numbers.
  public var description: String {
    switch self {
    case .missing: "is missing"
    case .extra: "is extra: the case asks for no such tensor"
    case .shape(let given, let expected): "has the shape \(given), not \(expected)"
    case .notIntegers: "holds numbers, not integers (I64 or I32)"
    case .notFinite(let index, let given, let expected, let overflow):
      "element \(index) is \(given), not finite; expected \(expected)"
        + (overflow ? ", above float16's 65504: an overflow" : "")
    case .notSpecial(let index, let given, let expected): "element \(index) is \(given); expected \(expected)"
    case .allZero: "is zero everywhere; the expected values are not"
    case .sign(let index): "element \(index) is zero of the wrong sign"
    case .differs(let index, let given, let expected, let allowed, let places):
      "element \(index) is \(given); expected \(expected), and \(allowed) off at most"
        + (places > 1 ? " (and \(places - 1) more elements)" : "")
    }
  }
}
