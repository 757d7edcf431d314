extension String {
  /// A name from a file, escaped and cut to a length that fits on a line.
  package var quoted: String {
    let head = String(String.UnicodeScalarView(unicodeScalars.prefix(80))).debugDescription
    return unicodeScalars.dropFirst(80).isEmpty ? head : head + "…"
  }
}
