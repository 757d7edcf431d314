/// Writes deflate streams bit by bit, so that a test can say exactly what is in one; it knows nothing of the decoder.
package struct DeflateWriter {
  package private(set) var bytes: [UInt8] = []
  private var bitCount = 0

  /// Starts without a bit.
  package init() {}

  /// The fixed code's lengths, literals and distances.
  package static let fixedLiterals =
    [Int](repeating: 8, count: 144) + [Int](repeating: 9, count: 112) + [Int](repeating: 7, count: 24)
    + [Int](repeating: 8, count: 8)
  package static let fixedDistances = [Int](repeating: 5, count: 32)

  /// A number, its lowest bit first.
  package mutating func number(_ value: Int, bits: Int) {
    for place in 0..<bits {
      if bitCount % 8 == 0 { bytes.append(0) }
      bytes[bytes.count - 1] |= UInt8((value >> place) & 1) << UInt8(bitCount % 8)
      bitCount += 1
    }
  }

  /// The word of a symbol in the canonical code of these lengths, its highest bit first.
  package mutating func symbol(_ symbol: Int, lengths: [Int]) {
    var word = 0
    for length in 1...lengths[symbol] {
      word <<= 1
      word += lengths.enumerated().count { $1 == length && (length < lengths[symbol] || $0 < symbol) }
    }
    for place in (0..<lengths[symbol]).reversed() { number((word >> place) & 1, bits: 1) }
  }

  /// The three bits that begin a block.
  package mutating func blockHeader(final: Bool, type: Int) {
    number(final ? 1 : 0, bits: 1)
    number(type, bits: 2)
  }

  /// A stored block.
  package mutating func stored(_ contents: [UInt8], final: Bool) {
    blockHeader(final: final, type: 0)
    alignToByte()
    number(contents.count, bits: 16)
    number(~contents.count & 0xffff, bits: 16)
    bytes += contents
    bitCount = 8 * bytes.count
  }

  /// Fills the current byte with zeros.
  package mutating func alignToByte() {
    bitCount = 8 * bytes.count
  }

  /// The beginning of a dynamic block: the code lengths 0…15 as words of four bits each, then the symbols' lengths, no
  /// runs.
  package mutating func dynamicHeader(final: Bool, literals: [Int], distances: [Int]) {
    let codeLengths = [Int](repeating: 4, count: 16) + [0, 0, 0]
    codeLengthHeader(
      final: final, literalCount: literals.count, distanceCount: distances.count, codeLengths: codeLengths)
    for length in literals + distances { symbol(length, lengths: codeLengths) }
  }

  /// The beginning of a dynamic block up to the lengths of the code length code.
  package mutating func codeLengthHeader(final: Bool, literalCount: Int, distanceCount: Int, codeLengths: [Int]) {
    blockHeader(final: final, type: 2)
    number(literalCount - 257, bits: 5)
    number(distanceCount - 1, bits: 5)
    number(15, bits: 4)
    for symbol in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15] {
      number(codeLengths[symbol], bits: 3)
    }
  }
}
