/// Decodes the blocks of one deflate stream.
///
/// The output before `start` belongs to somebody else (an earlier gzip member): no match may reach it.
struct InflateDecoder {
  private static let literalRootBits = 11
  private static let distanceRootBits = 9
  private static let codeLengthRootBits = 7

  private var reader: BitReader
  private let start: Int
  private var literals = HuffmanTable()
  private var distances = HuffmanTable()
  private var codeLengths = HuffmanTable()

  /// Decodes from `reader` to the end of an output that now ends at `start`.
  init(reader: BitReader, start: Int) {
    self.reader = reader
    self.start = start
  }

  /// Appends everything up to the end of the final block and returns the offset of the first byte after it.
  mutating func decode(into output: inout InflateOutput) throws(InflateError) -> Int {
    while true {
      let isFinal = try reader.take(1) == 1
      switch try reader.take(2) {
      case 0:
        try copyStoredBlock(to: &output)
      case 1:
        buildFixedTables()
        try decodeSymbols(into: &output)
      case 2:
        try readDynamicTables()
        try decodeSymbols(into: &output)
      default:
        throw error(.reservedBlockType)
      }
      if isFinal {
        reader.skipToByte()
        return reader.offset
      }
    }
  }

  private func error(_ reason: InflateError.Reason) -> InflateError {
    InflateError(reason: reader.isOverrun ? .truncated : reason, offset: reader.offset)
  }

  private mutating func copyStoredBlock(to output: inout InflateOutput) throws(InflateError) {
    reader.skipToByte()
    let length = UInt16(try reader.take(16))
    let complement = UInt16(try reader.take(16))
    guard length == ~complement else {
      throw error(.storedLengthMismatch(length: length, complement: complement))
    }
    try reader.copyBytes(Int(length), to: &output)
  }

  private mutating func buildFixedTables() {
    _ = literals.build(
      lengths: DeflateAlphabet.fixedLiteralLengths[...], alphabet: DeflateAlphabet.literals,
      maximumRootBits: Self.literalRootBits)
    _ = distances.build(
      lengths: DeflateAlphabet.fixedDistanceLengths[...], alphabet: DeflateAlphabet.distances,
      maximumRootBits: Self.distanceRootBits)
  }

  private mutating func readDynamicTables() throws(InflateError) {
    let literalCount = try reader.take(5) + 257
    let distanceCount = try reader.take(5) + 1
    let codeLengthCount = try reader.take(4) + 4
    guard literalCount <= 286, distanceCount <= 30 else {
      throw error(.tooManySymbols(literals: literalCount, distances: distanceCount))
    }
    var shortLengths = [UInt8](repeating: 0, count: 19)
    for symbol in DeflateAlphabet.codeLengthOrder.prefix(codeLengthCount) {
      shortLengths[symbol] = UInt8(try reader.take(3))
    }
    switch codeLengths.build(
      lengths: shortLengths[...], alphabet: DeflateAlphabet.codeLengths, maximumRootBits: Self.codeLengthRootBits)
    {
    case .complete: break
    case .overSubscribed: throw error(.overSubscribedCode(.codeLength))
    case .single, .empty, .incomplete: throw error(.incompleteCode(.codeLength))
    }

    let lengths = try readCodeLengths(count: literalCount + distanceCount)
    guard lengths[256] != 0 else { throw error(.missingEndOfBlock) }
    let literalState = literals.build(
      lengths: lengths[..<literalCount], alphabet: DeflateAlphabet.literals, maximumRootBits: Self.literalRootBits)
    try check(literalState, of: .literal)
    let distanceState = distances.build(
      lengths: lengths[literalCount...], alphabet: DeflateAlphabet.distances, maximumRootBits: Self.distanceRootBits)
    try check(distanceState, of: .distance)
  }

  /// A code of one word may leave the other bit without meaning, and a block of literals needs no distance (RFC 1951,
  /// 3.2.7).
  private func check(_ state: HuffmanTable.Completeness, of code: InflateError.Code) throws(InflateError) {
    switch state {
    case .complete, .single, .empty: return
    case .incomplete: throw error(.incompleteCode(code))
    case .overSubscribed: throw error(.overSubscribedCode(code))
    }
  }

  private mutating func readCodeLengths(count: Int) throws(InflateError) -> [UInt8] {
    var lengths: [UInt8] = []
    lengths.reserveCapacity(count)
    while lengths.count < count {
      reader.refill()
      // The code is complete and at most 7 bits long, so this is always an entry with a symbol.
      let entry = codeLengths.entries[reader.peek(codeLengths.rootBits)]
      reader.drop(entry & 0xff)
      let symbol = entry >> 16
      let run: Int
      var repeated: UInt8 = 0
      switch symbol {
      case 16:
        guard let last = lengths.last else { throw error(.repeatWithoutPrevious) }
        repeated = last
        run = try reader.take(2) + 3
      case 17: run = try reader.take(3) + 3
      case 18: run = try reader.take(7) + 11
      default:
        repeated = UInt8(symbol)
        run = 1
      }
      if reader.isOverrun { throw error(.truncated) }
      guard run <= count - lengths.count else { throw error(.repeatPastEnd) }
      lengths.append(contentsOf: repeatElement(repeated, count: run))
    }
    return lengths
  }

  private mutating func decodeSymbols(into output: inout InflateOutput) throws(InflateError) {
    var loop = InflateLoop(
      reader: reader, start: start, literalBits: literals.rootBits, distanceBits: distances.rootBits)
    let failure = literals.entries.withUnsafeBufferPointer { literals in
      distances.entries.withUnsafeBufferPointer { distances in
        loop.run(literals: literals, distances: distances, output: &output)
      }
    }
    reader = loop.reader
    if let failure { throw error(failure) }
    guard output.count <= output.maximum else { throw error(.outputLimit(output.maximum)) }
  }
}
