/// The symbols of deflate's three prefix codes as entries of a `HuffmanTable` (RFC 1951, 3.2.5 and 3.2.7), and the
/// fixed code's lengths.
enum DeflateAlphabet {
  /// Literals 0…255, the end of the block, lengths 257…285; 286 and 287 have words in the fixed code but no meaning.
  static let literals: [UInt32] =
    (0..<256).map { HuffmanTable.literalFlag | $0 << 16 } + [HuffmanTable.endOfBlockFlag]
    + progression(first: 3, group: 4, groups: 6) + [258 << 16, HuffmanTable.invalidFlag, HuffmanTable.invalidFlag]

  /// Distances 0…29; 30 and 31 have words in the fixed code but no meaning.
  static let distances: [UInt32] =
    progression(first: 1, group: 2, groups: 14) + [HuffmanTable.invalidFlag, HuffmanTable.invalidFlag]

  /// The 19 symbols in which code lengths are written, as themselves.
  static let codeLengths: [UInt32] = (0..<19).map { $0 << 16 }

  /// The order in which a dynamic block gives the lengths of those 19.
  static let codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  /// The fixed code's lengths of literals and lengths, then of distances.
  static let fixedLiteralLengths: [UInt8] =
    [UInt8](repeating: 8, count: 144) + [UInt8](repeating: 9, count: 112) + [UInt8](repeating: 7, count: 24)
    + [UInt8](repeating: 8, count: 8)
  static let fixedDistanceLengths = [UInt8](repeating: 5, count: 32)

  /// Bases that follow each other without gaps: `2 * group` of them without extra bits, then `group` with 1, `group`
  /// with 2, … up to `groups - 1`.
  private static func progression(first: UInt32, group: Int, groups: Int) -> [UInt32] {
    var entries: [UInt32] = []
    var base = first
    for extraBits in [0] + Array(0..<UInt32(groups)) {
      for _ in 0..<group {
        entries.append(base << 16 | extraBits << 8)
        base += 1 << extraBits
      }
    }
    return entries
  }
}
