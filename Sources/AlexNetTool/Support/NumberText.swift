import Foundation

/// Numbers as people read them.
package enum NumberText {
  /// An integer with a comma every three digits, such as `61,100,840`.
  package static func grouped(_ value: some BinaryInteger) -> String {
    let digits = String(value.magnitude)
    var result = ""
    for (position, digit) in digits.enumerated() {
      if position > 0, (digits.count - position).isMultiple(of: 3) { result.append(",") }
      result.append(digit)
    }
    return (value < 0 ? "-" : "") + result
  }

  /// A number with `places` digits after the point and commas before it, such as `1,234.5`.
  package static func decimal(_ value: Double, places: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    let text = String(format: "%.\(min(max(places, 0), 20))f", abs(value))
    let parts = text.split(separator: ".")
    let whole = parts.first.map(String.init) ?? "0"
    let fraction = parts.count > 1 ? "." + parts[1] : ""
    // More digits than an integer holds are past grouping; they are shown as they are.
    let grouping = UInt64(whole).map { grouped($0) } ?? whole
    return (value < 0 && Double(text) != 0 ? "-" : "") + grouping + fraction
  }

  /// A number with about three significant digits: `0.042`, `4.2`, `42`, `4,200`.
  package static func rate(_ value: Double) -> String {
    switch abs(value) {
    case 100...: decimal(value, places: 0)
    case 10..<100: decimal(value, places: 1)
    case 0.1..<10: decimal(value, places: 2)
    default: decimal(value, places: 3)
    }
  }

  /// A duration as `m:ss`, or `h:mm:ss` from an hour on; `-:--` if it is not known.
  package static func duration(seconds: Double) -> String {
    // 10⁹ hours: beyond that an estimate means nothing, and converting it to an integer must not overflow.
    guard seconds.isFinite, seconds >= 0, seconds < 3.6e12 else { return "-:--" }
    let total = Int(seconds.rounded())
    let (hours, minutes) = (total / 3600, total / 60 % 60)
    let ending = (total % 60 < 10 ? ":0" : ":") + "\(total % 60)"
    if hours == 0 { return "\(minutes)" + ending }
    return grouped(hours) + (minutes < 10 ? ":0" : ":") + "\(minutes)" + ending
  }
}
