/// Bytes written bit by bit, the least significant bit first.
struct BitWriter {
  /// The whole bytes so far.
  private(set) var bytes: [UInt8] = []
  private var bits: UInt64 = 0
  private var count: UInt64 = 0

  /// Appends the low `length` bits of `value`, whose other bits are zero; `length` ≤ 32.
  @inline(__always)
  mutating func append(_ value: UInt32, bits length: Int) {
    bits |= UInt64(value) &<< count
    count &+= UInt64(truncatingIfNeeded: length)
    while count >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: bits))
      bits &>>= 8
      count &-= 8
    }
  }

  /// Fills the current byte with zeros.
  mutating func alignToByte() {
    append(0, bits: Int((8 - count) % 8))
  }

  /// Appends whole bytes; the writer stands at the beginning of one.
  mutating func append(contentsOf other: UnsafeBufferPointer<UInt8>) {
    precondition(count == 0, "whole bytes begin at a byte")
    bytes.append(contentsOf: other)
  }

  /// The number of bits that `alignToByte` would fill in after `length` more bits.
  func padding(after length: Int) -> Int {
    (16 - (Int(count) + length) % 8) % 8
  }
}
