/// A Huffman table as a file has it: how many codes of each length there are, and what they stand for (T.81, B.2.4.2).
struct HuffmanSpecification: Equatable {
  /// The number of codes of 1 to 16 bits.
  let counts: [UInt8]
  /// What the codes stand for, in the order of the codes.
  let symbols: [UInt8]

  /// Reads the tables of a DHT segment into their slots.
  ///
  /// - Throws: `.malformed` for slots past 3, tables that are cut short, and more codes than there is room for.
  static func read(
    _ segment: SegmentCursor, dc: inout [HuffmanSpecification?], ac: inout [HuffmanSpecification?], _ bytes: Span<UInt8>
  ) throws(ImageError) {
    var segment = segment
    while segment.remaining > 0 {
      let head = try segment.byte(bytes)
      guard head >> 4 <= 1, head & 15 < 4 else {
        throw segment.malformed(
          "Huffman table \(head & 15) of class \(head >> 4)", expected: "tables 0 to 3, class 0 or 1")
      }
      var counts: [UInt8] = []
      for _ in 0..<16 { counts.append(try segment.byte(bytes)) }
      let total = counts.reduce(0) { $0 + Int($1) }
      guard total <= 256 else { throw segment.malformed("Huffman table of \(total) codes", expected: "at most 256") }
      // The codes of each length follow on each other; there are 2ⁿ of n bits.
      var code = 0
      for (index, count) in counts.enumerated() {
        code += Int(count)
        guard code <= 1 << (index + 1) else {
          throw segment.malformed("Huffman table with too many codes of \(index + 1) bits", expected: "a prefix code")
        }
        code <<= 1
      }
      var symbols: [UInt8] = []
      for _ in 0..<total { symbols.append(try segment.byte(bytes)) }
      let table = HuffmanSpecification(counts: counts, symbols: symbols)
      if head >> 4 == 0 {
        // The number of bits of a difference, for which 16 would be too many.
        guard symbols.allSatisfy({ $0 < 16 }) else {
          throw segment.malformed("DC table with a symbol past 15", expected: "0 to 15")
        }
        dc[Int(head & 15)] = table
      } else {
        ac[Int(head & 15)] = table
      }
    }
  }
}
