/// What becomes of the symbols of a scan.
protocol SymbolSink {
  /// Takes a Huffman symbol and the bits that follow its code.
  ///
  /// `table` is 0 for DC and 1 for AC, and two more for colour differences. `bits` fit in `bitCount` bits.
  mutating func put(symbol: Int, table: Int, bits: UInt64, bitCount: Int)
}
