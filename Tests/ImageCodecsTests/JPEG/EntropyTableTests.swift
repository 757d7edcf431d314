import Testing

@testable import ImageCodecs

@Suite struct EntropyTableTests {
  static let standard: [HuffmanSpecification] = [
    .standardLuminanceDC, .standardChrominanceDC, .standardLuminanceAC, .standardChrominanceAC,
  ]

  /// The codes of a table, as the standard generates them (T.81, annex C).
  private static func codes(_ table: HuffmanSpecification) -> [(code: Int, length: Int, symbol: UInt8)] {
    var result: [(Int, Int, UInt8)] = []
    var code = 0
    for length in 1...16 {
      for _ in 0..<table.counts[length - 1] {
        result.append((code, length, table.symbols[result.count]))
        code += 1
      }
      code <<= 1
    }
    return result
  }

  /// Bytes with 16 bits and what may follow a code, with zeros after 0xff.
  private static func bytes(_ code: Int, _ length: Int, then rest: Int) -> [UInt8] {
    let bits = code << (32 - length) | rest >> length
    return [24, 16, 8, 0].flatMap { shift -> [UInt8] in
      let byte = UInt8(bits >> shift & 255)
      return byte == 255 ? [255, 0] : [byte]
    }
  }

  @Test(arguments: standard)
  func `each code gives its symbol`(specification: HuffmanSpecification) {
    let table = EntropyTable(specification, kind: .symbols)
    let codes = Self.codes(specification)
    #expect(codes.count == specification.symbols.count)
    for (code, length, symbol) in codes {
      for rest in [0, 0x5555_5555, 0xffff_ffff] {
        let taken = Self.bytes(code, length, then: rest).withUnsafeBufferPointer { input -> Int in
          guard let base = input.baseAddress else { return -1 }
          var reader = EntropyBitReader(input, base: base, offset: 0)
          var fault: EntropyStream.Fault?
          reader.refill()
          let symbol = table.lookup.takeSymbol(table.lookup.entry(reader), &reader, &fault)
          #expect(fault == nil)
          // What follows is next: the code alone was taken.
          #expect(reader.peek(8) == (rest << 8 | rest & 255) >> 32 & 255)
          return symbol
        }
        #expect(taken == Int(symbol))
      }
    }
  }

  @Test func `an entry has the value, if code and value fit`() {
    let table = EntropyTable(.standardLuminanceAC, kind: .coefficients)
    // 1100 is run 1, one bit; 1 is +1. So 11001 advances two places, and 5 bits.
    #expect(table.lookup.entries[0b1100_1_00000] == 1 << 16 | 2 << 8 | 5)
    #expect(table.lookup.entries[0b1100_0_11111] == -1 << 16 | 2 << 8 | 5)
    // 1010 is the end of the block.
    #expect(table.lookup.entries[0b1010_000000] == 128 << 8 | 4)
    // 100 is three bits, of which 7 has the largest value and 0 the smallest.
    #expect(table.lookup.entries[0b100_111_0000] == 7 << 16 | 1 << 8 | 6)
    #expect(table.lookup.entries[0b100_000_1111] == -7 << 16 | 1 << 8 | 6)
  }

  @Test func `bits that are no code are a fault`() {
    // All ones are never a code of the standard tables.
    for specification in Self.standard {
      let table = EntropyTable(specification, kind: .symbols)
      let bytes: [UInt8] = [255, 0, 255, 0, 255, 0, 255, 0]
      bytes.withUnsafeBufferPointer { input in
        guard let base = input.baseAddress else { return }
        var reader = EntropyBitReader(input, base: base, offset: 0)
        var fault: EntropyStream.Fault?
        reader.refill()
        #expect(table.lookup.takeSymbol(table.lookup.entry(reader), &reader, &fault) == 0)
        #expect(fault == .invalidCode)
      }
    }
  }

  /// Reads one table of a class from a segment's payload.
  private static func read(_ payload: [UInt8]) throws(ImageError) -> HuffmanSpecification? {
    var dc = [HuffmanSpecification?](repeating: nil, count: 4)
    var ac = dc
    let segment = SegmentCursor(marker: .huffmanTables, offset: 0, end: payload.count)
    try HuffmanSpecification.read(segment, dc: &dc, ac: &ac, payload.span)
    return dc[0] ?? ac[0]
  }

  @Test func `a table is read as it is stored`() throws {
    for (specification, tableClass) in zip(Self.standard, [0, 0, 0x10, 0x10] as [UInt8]) {
      #expect(try Self.read([tableClass] + specification.counts + specification.symbols) == specification)
    }
  }

  /// Numbers of codes of 1, 2, … bits that no prefix code has, or that are too many.
  static let impossible: [[UInt8]] = [
    [3], [2, 1], [1, 3], [0, 5], [0, 0, 9], [1, 1, 1, 3], [0, 0, 0, 0, 0, 0, 0, 255, 2],
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255],
  ]

  @Test(arguments: impossible)
  func `an impossible table is malformed`(counts: [UInt8]) {
    let all = counts + [UInt8](repeating: 0, count: 16 - counts.count)
    let error = #expect(throws: ImageError.self) { try Self.read([0x10] + all + [UInt8](repeating: 1, count: 600)) }
    #expect(error?.isMalformed == true)
  }

  @Test func `a DC symbol of more than 15 bits is malformed`() {
    let error = #expect(throws: ImageError.self) { try Self.read([0x00, 1] + [UInt8](repeating: 0, count: 15) + [16]) }
    #expect(error?.isMalformed == true)
  }
}
