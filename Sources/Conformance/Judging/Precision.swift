/// What a backend computes in; its bounds follow from it.
public enum Precision: String, Sendable, CaseIterable {
  case float64, float32, tf32, float16, bfloat16

  /// The unit roundoff of products: half a unit in the last place, relative.
  public var unit: Double {
    switch self {
    case .float64: 0x1p-53
    case .float32: 0x1p-24
    case .tf32, .float16: 0x1p-11
    case .bfloat16: 0x1p-8
    }
  }

  /// Whether inputs and results are rounded to fewer bits than sums are added up in (those of float32).
  public var isReduced: Bool { unit > 0x1p-24 }

  /// The least normal number; what is smaller may be flushed to zero.
  var tiny: Double { self == .float64 ? 0x1p-1022 : 0x1p-126 }

  /// How far a result may be off.
  ///
  /// - Parameters:
  ///   - factor: the bound's.
  ///   - magnitude: the element's.
  ///   - isComposed: whether the result is a network's or a training's, where each layer rounds again.
  func allowance(factor: Double, magnitude: Double, isComposed: Bool) -> Double {
    let oracle = 0x1p-53
    guard isReduced else { return factor * (unit + oracle) * magnitude + tiny }
    // Both factors of a product are rounded, and the result; one more for what is relative to rounded values.
    let relative = isComposed ? factor * unit : 4 * unit + factor * (0x1p-24 + oracle)
    return relative * magnitude + (self == .float16 ? factor * 0x1p-25 : 0) + tiny
  }
}
