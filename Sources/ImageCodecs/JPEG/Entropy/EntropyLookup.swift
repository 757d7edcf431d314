/// The memory of an `EntropyTable`, for loops in which counting references would cost too much.
///
/// An entry is, from its lowest bit:
///
///     bits 0–5    bits to drop; 0: the code is longer than the index
///     bit  7      clear: the value is here
///     bits 8–15   how many places of the block to go on: run + 1, or 128 at the end of the block
///     bits 16–31  the value, signed; if bit 7 is set, the symbol
struct EntropyLookup {
  /// The bits that are looked at together.
  static let indexBits = 10
  /// Set in an entry without a value.
  static let isSymbol: Int32 = 0x80
  /// How far the end of a block goes on from any place.
  static let endOfBlockAdvance = 128

  /// In the memory for long codes: for each length, the first 16 bits that are beyond its codes, for codes go up.
  static let limits = 0
  /// For each length, what to add to a code to find its symbol.
  static let symbolOffsets = 17
  /// The symbols.
  static let symbols = 34
  /// The size of that memory.
  static let longCodeCount = 34 + 256

  /// 2¹⁰ entries.
  let entries: UnsafePointer<Int32>
  /// What is needed for codes that are longer than the index.
  let longCodes: UnsafePointer<Int32>

  /// The entry for the next bits.
  @inline(__always)
  func entry(_ reader: EntropyBitReader) -> Int32 {
    // In bounds: the index has ten bits.
    entries[reader.peek(Self.indexBits)]
  }

  /// Takes a code whose entry has no value, and returns its symbol.
  ///
  /// Bits that are no code stand for 0, and 17 of them are taken, as libjpeg does.
  @inline(__always)
  func takeSymbol(_ entry: Int32, _ reader: inout EntropyBitReader, _ fault: inout EntropyStream.Fault?) -> Int {
    let length = Int(truncatingIfNeeded: entry & 63)
    if length > 0 {
      reader.drop(length)
      return Int(truncatingIfNeeded: entry &>> 16) & 0xff
    }
    let (symbol, longLength) = longSymbol(Int32(truncatingIfNeeded: reader.peek(16)))
    reader.drop(longLength)
    if longLength > 16 { fault = .invalidCode }
    return symbol
  }

  /// The symbol and length of the long code that 16 bits begin with; 0 and 17 if there is none.
  @inline(never)
  private func longSymbol(_ bits: Int32) -> (symbol: Int, length: Int) {
    for length in Self.indexBits + 1...16 where bits < longCodes[Self.limits + length] {
      // In bounds: the code is below its length's limit and, as no shorter length had it, not below its first.
      let index = longCodes[Self.symbolOffsets + length] + bits >> Int32(16 - length)
      return (Int(longCodes[Self.symbols + Int(index)]), length)
    }
    return (0, 17)
  }
}
