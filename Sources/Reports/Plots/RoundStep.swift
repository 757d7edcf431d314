import Foundation

/// A distance between ticks that people count in: 1, 2 or 5 times a power of ten.
struct RoundStep: Equatable, Sendable {
  let mantissa: Int
  let exponent: Int

  init(mantissa: Int, exponent: Int) {
    self.mantissa = mantissa
    self.exponent = exponent
  }

  /// The step that cuts `span`, which is positive, into four to eight parts or a few more.
  init(dividing span: Double) {
    let rough = span / 6
    let exponent = Self.exponent(of: rough)
    let digit = rough / Self.powerOfTen(exponent)
    switch digit {
    case ..<1.5: self.init(mantissa: 1, exponent: exponent)
    case ..<3.5: self.init(mantissa: 2, exponent: exponent)
    case ..<7.5: self.init(mantissa: 5, exponent: exponent)
    default: self.init(mantissa: 1, exponent: exponent + 1)
    }
  }

  var size: Double { multiple(1) }

  /// `count` steps, rounded only once: 3 steps of 0.1 are 0.3.
  func multiple(_ count: Double) -> Double {
    exponent < 0
      ? count * Double(mantissa) / Self.powerOfTen(-exponent) : count * Double(mantissa) * Self.powerOfTen(exponent)
  }

  /// The power of ten at or below a positive number.
  static func exponent(of value: Double) -> Int { Int(log10(value).rounded(.down)) }

  static func powerOfTen(_ exponent: Int) -> Double { pow(10, Double(exponent)) }
}
