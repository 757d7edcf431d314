/// Which symbols stand for lengths and distances (RFC 1951, 3.2.5), from the side of the compressor.
enum DeflateSymbols {
  /// A length's or distance's symbol, the smallest number that it stands for, and the extra bits that say which.
  struct Entry {
    /// Index in the alphabet.
    let symbol: Int
    /// What is taken from the number before its extra bits are written.
    let base: Int
    /// How many extra bits follow.
    let extraBits: Int
  }

  /// The entries of the lengths 3…258, at the length minus 3.
  static let lengths: [Entry] = {
    let entries = (257...285).map { entry(of: DeflateAlphabet.literals[$0], symbol: $0) }
    // 258 has a symbol of its own beside the one that all extra bits would give.
    return (3...258).compactMap { length in entries.last { $0.base <= length } }
  }()

  /// The entries of the distances' symbols 0…29.
  static let distances: [Entry] = (0..<30).map { entry(of: DeflateAlphabet.distances[$0], symbol: $0) }

  /// The symbol of a distance, 1…32768.
  @inline(__always)
  static func distanceSymbol(_ distance: Int) -> Int {
    guard distance > 4 else { return distance - 1 }
    // Two symbols for each power of two: the two highest bits tell which.
    let logarithm = Int.bitWidth &- 1 &- (distance &- 1).leadingZeroBitCount
    return 2 &* logarithm &+ ((distance &- 1) &>> (logarithm &- 1)) & 1
  }

  private static func entry(of tableEntry: UInt32, symbol: Int) -> Entry {
    Entry(symbol: symbol, base: Int(tableEntry >> 16), extraBits: Int(tableEntry >> 8 & 0xf))
  }
}
