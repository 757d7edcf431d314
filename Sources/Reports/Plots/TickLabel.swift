import Foundation

/// Writes the numbers along an axis.
enum TickLabel {
  /// The number with digits down to 10^`lastDigit` and commas between thousands, such as `12,500` or `−0.25`.
  static func plain(_ value: Double, lastDigit: Int) -> String {
    let text = String(format: "%.\(max(0, -lastDigit))f", abs(value))
    let (whole, rest) = (text.prefix { $0 != "." }, text.drop { $0 != "." })
    var grouped = ""
    for (position, digit) in whole.enumerated() {
      if position > 0, (whole.count - position).isMultiple(of: 3) { grouped += "," }
      grouped.append(digit)
    }
    return (value < 0 ? "−" : "") + grouped + rest
  }

  /// The number as a multiple of 10^`exponent` with digits down to 10^`lastDigit`, such as `2.5×10⁷`.
  static func scientific(_ value: Double, exponent: Int, lastDigit: Int) -> String {
    guard value != 0 else { return "0" }
    // Nine digits are more than fit beside an axis.
    let digits = min(max(0, exponent - lastDigit), 9)
    let mantissa = String(format: "%.\(digits)f", abs(value) / RoundStep.powerOfTen(exponent))
    let raised = String(String(exponent).map { superscripts[$0] ?? $0 })
    return (value < 0 ? "−" : "") + (mantissa == "1" ? "" : mantissa + "×") + "10" + raised
  }

  private static let superscripts: [Character: Character] = [
    "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
  ]
}
