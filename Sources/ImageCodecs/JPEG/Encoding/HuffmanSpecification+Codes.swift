extension HuffmanSpecification {
  /// For each symbol its code times 256, plus the code's length; 0 if it has none (T.81 C.2).
  ///
  /// - Precondition: the counts are those of a prefix code and add up to the number of symbols.
  var codes: [UInt32] {
    var codes = [UInt32](repeating: 0, count: 256)
    var (code, next) = (UInt32(0), 0)
    for (index, count) in counts.enumerated() {
      for _ in 0..<count {
        codes[Int(symbols[next])] = code << 8 | UInt32(index + 1)
        next += 1
        code += 1
      }
      code <<= 1
    }
    return codes
  }
}
