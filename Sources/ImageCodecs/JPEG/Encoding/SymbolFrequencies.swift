/// How often a scan has each symbol.
struct SymbolFrequencies: SymbolSink {
  /// For each of four tables, DC and AC of luminance, then of colour differences, the count of each of 256 symbols.
  private(set) var counts = [[Int]](repeating: [Int](repeating: 0, count: 256), count: 4)

  /// Counts a symbol.
  @inline(__always)
  mutating func put(symbol: Int, table: Int, bits: UInt64, bitCount: Int) {
    counts[table][symbol] += 1
  }
}
