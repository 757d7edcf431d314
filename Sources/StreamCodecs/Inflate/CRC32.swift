/// The cyclic redundancy check of gzip and PNG (ISO 3309, polynomial 0xEDB88320 reflected), eight bytes at a time.
package struct CRC32: Sendable {
  /// `tables[256 * k + b]`: the remainder of the byte `b` followed by `k` zero bytes.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var remainder = UInt32(byte)
      for _ in 0..<8 {
        remainder = remainder & 1 == 0 ? remainder >> 1 : 0xedb8_8320 ^ remainder >> 1
      }
      tables[byte] = remainder
    }
    for index in 256..<tables.count {
      let shorter = tables[index - 256]
      tables[index] = tables[Int(shorter & 0xff)] ^ shorter >> 8
    }
    return tables
  }()

  private var remainder = UInt32.max

  /// The check of no bytes.
  package init() {}

  /// The check of all bytes given so far.
  package var value: UInt32 { ~remainder }

  /// Goes on with `bytes`.
  package mutating func update(_ bytes: Span<UInt8>) {
    bytes.withUnsafeBufferPointer { update($0) }
  }

  /// Goes on with `bytes`.
  mutating func update(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = bytes.baseAddress else { return }
    let raw = UnsafeRawPointer(base)
    let wordsEnd = bytes.count & ~7
    remainder = Self.tables.withUnsafeBufferPointer { tables in
      var remainder = remainder
      for offset in stride(from: 0, to: wordsEnd, by: 8) {
        let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) ^ UInt64(remainder)
        var next: UInt32 = 0
        for place in 0..<8 {
          next ^= tables[256 &* (7 &- place) &+ Int(truncatingIfNeeded: (word &>> UInt64(8 &* place)) & 0xff)]
        }
        remainder = next
      }
      for offset in wordsEnd..<bytes.count {
        remainder = tables[Int((remainder ^ UInt32(base[offset])) & 0xff)] ^ remainder &>> 8
      }
      return remainder
    }
  }
}
