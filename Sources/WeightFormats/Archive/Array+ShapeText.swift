extension [Int] {
  /// A shape from a file, cut to a length that fits on a line.
  var shapeText: String {
    "[" + prefix(8).map(String.init).joined(separator: ", ") + (count > 8 ? ", …]" : "]")
  }
}
