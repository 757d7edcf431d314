import Foundation

/// One axis of a plot: its range, its scale, and round numbers along it.
package struct PlotAxis: Equatable, Sendable {
  /// A labelled place on the axis.
  package struct Tick: Equatable, Sendable {
    package var value: Double
    package var label: String
  }

  package let lowerBound: Double
  package let upperBound: Double
  package let isLogarithmic: Bool
  package let ticks: [Tick]

  /// Values beyond this have no place on any axis: they are accidents, and the arithmetic below must not overflow.
  private static let largest = 1e100

  /// An axis over `range`, which is widened if it is too narrow to be divided.
  package init(range: ClosedRange<Double>, isLogarithmic: Bool = false, onlyIntegers: Bool = false) {
    let range = Self.usable(range, isLogarithmic: isLogarithmic)
    lowerBound = range.lowerBound
    upperBound = range.upperBound
    self.isLogarithmic = isLogarithmic
    ticks = isLogarithmic ? Self.logarithmicTicks(in: range) : Self.linearTicks(in: range, onlyIntegers: onlyIntegers)
  }

  /// An axis that begins and ends with a round number and holds all values that have a place on it.
  package init(rounding values: [Double], isLogarithmic: Bool = false) {
    let shown = values.filter { Self.isDrawable($0, isLogarithmic: isLogarithmic) }
    let range = Self.usable(
      (shown.min() ?? (isLogarithmic ? 0.1 : 0))...(shown.max() ?? 1), isLogarithmic: isLogarithmic)
    if isLogarithmic {
      let candidates = Self.roundNumbers(around: range).map(\.size)
      let lower = candidates.last { $0 <= range.lowerBound } ?? range.lowerBound
      let upper = candidates.first { $0 >= range.upperBound } ?? range.upperBound
      self.init(range: lower...upper, isLogarithmic: true)
    } else {
      let step = RoundStep(dividing: range.upperBound - range.lowerBound)
      let lower = step.multiple((range.lowerBound / step.size).rounded(.down))
      let upper = step.multiple((range.upperBound / step.size).rounded(.up))
      self.init(range: min(lower, range.lowerBound)...max(upper, range.upperBound))
    }
  }

  /// Whether a value has a place on an axis of this kind.
  static func isDrawable(_ value: Double, isLogarithmic: Bool) -> Bool {
    abs(value) <= largest && (!isLogarithmic || value >= 1 / largest)
  }

  /// Where `value` lies: 0 at the lower bound, 1 at the upper one.
  package func position(of value: Double) -> Double {
    isLogarithmic
      ? log10(value / lowerBound) / log10(upperBound / lowerBound)
      : (value - lowerBound) / (upperBound - lowerBound)
  }

  /// The range cut to what can be drawn, and with some width if all values are the same.
  private static func usable(_ range: ClosedRange<Double>, isLogarithmic: Bool) -> ClosedRange<Double> {
    let range = range.clamped(to: (isLogarithmic ? 1 / largest : -largest)...largest)
    if isLogarithmic {
      let isNarrow = range.upperBound / range.lowerBound < 1.000_001
      return isNarrow ? (range.lowerBound / 2)...(range.upperBound * 2) : range
    }
    let magnitude = max(abs(range.lowerBound), abs(range.upperBound))
    guard range.upperBound - range.lowerBound <= max(magnitude * 1e-9, 1 / largest) else { return range }
    let margin = magnitude > 10 / largest ? magnitude * 0.1 : 0.5
    return (range.lowerBound - margin)...(range.upperBound + margin)
  }

  private static func linearTicks(in range: ClosedRange<Double>, onlyIntegers: Bool) -> [Tick] {
    var step = RoundStep(dividing: range.upperBound - range.lowerBound)
    if onlyIntegers, step.exponent < 0 { step = RoundStep(mantissa: 1, exponent: 0) }
    // A tick at the very bound must not be lost to rounding.
    let first = (range.lowerBound / step.size - 1e-6).rounded(.up)
    let last = (range.upperBound / step.size + 1e-6).rounded(.down)
    guard first <= last else { return [] }
    let values = (0...Int(last - first)).map { step.multiple(first + Double($0)) }

    let largest = values.map(abs).max() ?? 0
    if largest < 999_999.5, step.exponent >= -5 {
      return values.map { Tick(value: $0, label: TickLabel.plain($0, lastDigit: step.exponent)) }
    }
    let exponent = RoundStep.exponent(of: max(largest * 1.000_001, step.size))
    return values.map {
      Tick(value: $0, label: TickLabel.scientific($0, exponent: exponent, lastDigit: step.exponent))
    }
  }

  private static func logarithmicTicks(in range: ClosedRange<Double>) -> [Tick] {
    let inside = roundNumbers(around: range).filter {
      $0.size >= range.lowerBound * (1 - 1e-9) && $0.size <= range.upperBound * (1 + 1e-9)
    }
    guard inside.count >= 2 else { return linearTicks(in: range, onlyIntegers: false) }
    var chosen = inside
    if inside.count > 7 {
      let decades = inside.filter { $0.mantissa == 1 }
      let stride = (decades.count + 6) / 7
      chosen = decades.enumerated().filter { $0.offset.isMultiple(of: stride) }.map(\.element)
    }
    let isPlain = chosen.allSatisfy { (-5..<6).contains($0.exponent) }
    return chosen.map { number in
      let label =
        isPlain
        ? TickLabel.plain(number.size, lastDigit: number.exponent)
        : TickLabel.scientific(number.size, exponent: number.exponent, lastDigit: number.exponent)
      return Tick(value: number.size, label: label)
    }
  }

  /// 1, 2 and 5 times the powers of ten, from below the range to above it, ascending.
  private static func roundNumbers(around range: ClosedRange<Double>) -> [RoundStep] {
    let decades = RoundStep.exponent(of: range.lowerBound) - 1...RoundStep.exponent(of: range.upperBound) + 1
    return decades.flatMap { decade in [1, 2, 5].map { RoundStep(mantissa: $0, exponent: decade) } }
  }
}
