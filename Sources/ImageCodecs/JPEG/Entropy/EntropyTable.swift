/// A Huffman table made ready for decoding: what the next bits mean is looked up.
///
/// A code of up to 10 bits takes one look, and the value that follows it none if both together have no more bits than
/// that. Longer codes, which are rare by their nature, are found by comparing with each length's last code.
///
/// Immutable after its initializer, which alone writes the memory.
final class EntropyTable {
  /// What a table's symbols are.
  enum Kind: CaseIterable {
    /// The number of bits of a DC difference; sequential frames.
    case differences
    /// Run of zeros and number of bits of an AC coefficient; sequential frames.
    case coefficients
    /// Anything: entries have symbols only; progressive frames.
    case symbols
  }

  /// How to read the table's memory; to be used while the table lives.
  let lookup: EntropyLookup

  private let memory: UnsafeMutablePointer<Int32>

  /// Makes the table; its specification was checked to be a prefix code of at most 256 symbols.
  init(_ specification: HuffmanSpecification, kind: Kind) {
    let size = 1 << EntropyLookup.indexBits
    memory = .allocate(capacity: size + EntropyLookup.longCodeCount)
    memory.initialize(repeating: 0, count: size + EntropyLookup.longCodeCount)
    memory.update(repeating: EntropyLookup.isSymbol, count: size)
    let long = memory + size
    lookup = EntropyLookup(entries: UnsafePointer(memory), longCodes: UnsafePointer(long))
    // In bounds: a prefix code has at most 2ⁿ codes of n bits, and there are at most 256 codes.
    var code = 0
    var index = 0
    for length in 1...16 {
      long[EntropyLookup.symbolOffsets + length] = Int32(index - code)
      for symbol in specification.symbols[index..<index + Int(specification.counts[length - 1])] {
        if length <= EntropyLookup.indexBits {
          let room = EntropyLookup.indexBits - length
          let entries = UnsafeMutableBufferPointer(start: memory + code << room, count: 1 << room)
          Self.fill(entries, symbol: symbol, length: length, room: room, kind: kind)
        }
        long[EntropyLookup.symbols + index] = Int32(symbol)
        code += 1
        index += 1
      }
      long[EntropyLookup.limits + length] = Int32(code << (16 - length))
      code <<= 1
    }
  }

  deinit {
    memory.deallocate()
  }

  /// Fills the entries of all continuations of one code, whose number is 2^room.
  private static func fill(
    _ entries: UnsafeMutableBufferPointer<Int32>, symbol: UInt8, length: Int, room: Int, kind: Kind
  ) {
    let size = Int(symbol & 15)
    let run = Int(symbol >> 4)
    guard kind != .symbols, size <= room else {
      entries.update(repeating: Int32(symbol) << 16 | EntropyLookup.isSymbol | Int32(length))
      return
    }
    // A run of 15 zeros and a sixteenth is the one symbol without value that is not the end of the block.
    let isEnd = kind == .coefficients && size == 0 && run != 15
    let advance = isEnd ? EntropyLookup.endOfBlockAdvance : run + 1
    for continuation in entries.indices {
      let bits = continuation >> (room - size)
      let value = size > 0 && bits >> (size - 1) == 0 ? bits + 1 - 1 << size : bits
      entries[continuation] = Int32(value) << 16 | Int32(advance) << 8 | Int32(length + size)
    }
  }
}
