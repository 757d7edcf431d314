import Foundation

extension Data {
  /// The number at an offset from the first byte, or nil if it does not lie inside.
  func word<Word: FixedWidthInteger & BitwiseCopyable>(_ type: Word.Type, at offset: Int) -> Word? {
    let size = MemoryLayout<Word>.size
    guard offset >= 0, count >= size, offset <= count - size else { return nil }
    return withUnsafeBytes { Word(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Word.self)) }
  }

  /// The bytes at offsets from the first, not copied, or nil if they do not lie inside.
  func part(at offset: Int, count size: Int) -> Data? {
    guard offset >= 0, size >= 0, offset <= count, size <= count - offset else { return nil }
    return self[startIndex + offset..<startIndex + offset + size]
  }
}
