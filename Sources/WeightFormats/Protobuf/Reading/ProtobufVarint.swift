import Foundation

/// Numbers of variable length: seven bits a byte, the least first, the eighth set on all bytes but the last.
enum ProtobufVarint {
  /// The most bytes that 64 bits take.
  static let maximumLength = 10

  /// The number at a place of a file and the place behind it; nil if it does not end before `end` or in ten bytes.
  static func decode(_ bytes: Data, at offset: Int, end: Int) -> (value: UInt64, next: Int)? {
    bytes.withUnsafeBytes { decode($0, at: offset, end: end) }
  }

  /// The same of bytes in memory.
  static func decode(_ bytes: UnsafeRawBufferPointer, at offset: Int, end: Int) -> (value: UInt64, next: Int)? {
    var value: UInt64 = 0
    for index in 0..<min(maximumLength, end - offset) {
      let byte = bytes[offset + index]
      // Of the tenth byte one bit is left; what is above it is lost, as in all readers.
      value |= UInt64(byte & 0x7F) << (7 * UInt64(index))
      if byte < 0x80 { return (value, offset + index + 1) }
    }
    return nil
  }
}
