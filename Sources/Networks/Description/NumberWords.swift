extension Double {
  /// The number as people write it: 1 for 1.0, 0.0001 for 1e-4.
  var words: String {
    let text = description
    if text.hasSuffix(".0") { return String(text.dropLast(2)) }
    guard let exponent = text.firstIndex(of: "e"), let power = Int(text[text.index(after: exponent)...]),
      (-8 ... -1).contains(power)
    else { return text }
    let digits = text[..<exponent].filter { $0.isNumber }
    // A mantissa like 5.0 has one digit that counts.
    let significant = digits.hasSuffix("0") ? digits.dropLast() : digits[...]
    return (text.hasPrefix("-") ? "-" : "") + "0." + String(repeating: "0", count: -power - 1) + significant
  }
}
