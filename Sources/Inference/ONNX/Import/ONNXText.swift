/// Names and shapes from files within messages.
enum ONNXText {
  /// A name, escaped and cut to a length that fits on a line.
  static func quoted(_ name: String) -> String {
    let scalars = name.unicodeScalars
    let head = String(String.UnicodeScalarView(scalars.prefix(80))).debugDescription
    return scalars.dropFirst(80).isEmpty ? head : head + "…"
  }

  /// A shape, cut to a length that fits on a line.
  static func shape(_ shape: [Int]) -> String {
    let head = shape.prefix(8).map(String.init).joined(separator: "×")
    return shape.isEmpty ? "a single number" : shape.count > 8 ? head + "×…" : head
  }
}
