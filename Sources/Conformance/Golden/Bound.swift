/// How far a result may be from what is expected.
public struct Bound: Sendable, Equatable {
  /// What is compared.
  public enum Kind: Sendable, Equatable {
    /// Equal as numbers; signs of zeros count if `signedZeros`.
    case exact(signedZeros: Bool)
    /// |given − expected| ≤ factor · u · magnitude, element by element; the magnitude is a tensor of that name, or
    /// |expected| if there is none.
    case bounded(factor: Double, magnitude: String?)
  }

  /// What is compared.
  public let kind: Kind
  /// Why the bound is what it is, in words.
  public let reason: String

  /// A bound and its reason.
  public init(_ kind: Kind, reason: String) {
    self.kind = kind
    self.reason = reason
  }

  init(_ values: CaseValues) throws(GoldenError) {
    reason = try values.text("reason")
    if try values.choice("kind", ["exact": true, "bounded": false]) {
      kind = .exact(signedZeros: try values.has("signedZeros") ? values.flag("signedZeros") : false)
    } else {
      let factor = try values.number("factor")
      guard factor > 0 else { throw values.invalid("factor", expected: "positive") }
      kind = .bounded(factor: factor, magnitude: try values.has("magnitude") ? values.text("magnitude") : nil)
    }
  }
}
