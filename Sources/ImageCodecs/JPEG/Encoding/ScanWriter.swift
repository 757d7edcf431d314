/// Writes the symbols of a scan as bits.
struct ScanWriter {
  /// More than the bytes of any block: 64 codes of 16 bits with 11 more each, every byte stuffed, and what was pending.
  private static let mostBlockBytes = 512

  /// For each of four tables, 256 codes as in `HuffmanSpecification.codes`.
  private let codes: [UInt32]
  /// Bits that are not yet in the output, the last ones of it.
  private var pending: UInt64 = 0
  /// Places of `pending` that are free, 0...64.
  private var free = 64
  private var buffer: [UInt8] = []

  /// A writer at the beginning of a scan; the tables in the order DC and AC of luminance, then of colour differences.
  init(specifications: [HuffmanSpecification]) {
    codes = specifications.flatMap(\.codes) + [UInt32](repeating: 0, count: (4 - specifications.count) * 256)
  }

  /// Writes a row of units.
  mutating func write(
    _ blocks: borrowing QuantizedBlocks, row: Int, with coder: inout ScanCoder, to output: inout [UInt8]
  ) {
    let most = blocks.rowBlocks * Self.mostBlockBytes
    if buffer.count < most { buffer = [UInt8](repeating: 0, count: most) }
    let (pending, free) = (pending, free)
    (self.pending, self.free) = buffer.withUnsafeMutableBufferPointer { buffer in
      codes.withUnsafeBufferPointer { codes in
        guard let start = buffer.baseAddress, let codes = codes.baseAddress else { return (pending, free) }
        // The sink never leaves the buffer, which has room for the worst of blocks.
        var sink = BitSink(codes: codes, output: start, pending: pending, free: free)
        coder.code(blocks, row: row, into: &sink)
        output.append(contentsOf: UnsafeBufferPointer(start: start, count: sink.output - start))
        return (sink.pending, sink.free)
      }
    }
  }

  /// Writes what is pending, filled up with ones (T.81 F.1.2.3).
  mutating func finish(_ output: inout [UInt8]) {
    for place in stride(from: 64 - free - 8, to: -8, by: -8) {
      let byte = place >= 0 ? pending >> UInt64(place) : pending << UInt64(-place) | (1 << UInt64(-place) - 1)
      output.append(UInt8(truncatingIfNeeded: byte))
      if output.last == 0xff { output.append(0) }
    }
    (pending, free) = (0, 64)
  }

  /// The writer's state while it writes a row.
  private struct BitSink: SymbolSink {
    let codes: UnsafePointer<UInt32>
    var output: UnsafeMutablePointer<UInt8>
    var pending: UInt64
    var free: Int

    @inline(__always)
    mutating func put(symbol: Int, table: Int, bits: UInt64, bitCount: Int) {
      let code = codes[table &<< 8 | symbol]
      let value = UInt64(code &>> 8) &<< UInt64(truncatingIfNeeded: bitCount) | bits
      let count = Int(code & 0xff) &+ bitCount
      free &-= count
      if free < 0 {
        let word =
          pending &<< UInt64(truncatingIfNeeded: count &+ free) | value &>> UInt64(truncatingIfNeeded: 0 &- free)
        flush(word)
        // Bits of `value` that are out already go out of `pending` at its top before it is full.
        pending = value
        free &+= 64
      } else {
        pending = pending &<< UInt64(truncatingIfNeeded: count) | value
      }
    }

    /// Eight bytes; a zero follows each 0xff, which would else begin a marker (T.81 B.1.1.5).
    @inline(__always)
    private mutating func flush(_ word: UInt64) {
      // A byte is 0xff only if its top bit is set, and adding one carries out of it.
      if word & ~(word &+ 0x0101_0101_0101_0101) & 0x8080_8080_8080_8080 == 0 {
        UnsafeMutableRawPointer(output).storeBytes(of: word.bigEndian, as: UInt64.self)
        output += 8
      } else {
        for place in stride(from: UInt64(56), through: 0, by: -8) {
          let byte = UInt8(truncatingIfNeeded: word &>> place)
          output[0] = byte
          output[1] = 0
          output += byte == 0xff ? 2 : 1
        }
      }
    }
  }
}
