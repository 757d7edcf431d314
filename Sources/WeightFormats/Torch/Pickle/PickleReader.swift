import Foundation

/// The bytes of a pickle, read from front to back.
struct PickleReader {
  private let bytes: Data
  /// How far they have been read, from their first.
  private(set) var offset: Int

  /// Begins at an offset from the first byte.
  init(_ bytes: Data, at offset: Int) {
    self.bytes = bytes
    self.offset = offset
  }

  /// The number of all bytes.
  var count: Int { bytes.count }

  /// The next number, little-endian.
  mutating func word<Word: FixedWidthInteger & BitwiseCopyable>(_ type: Word.Type) throws(PickleError) -> Word {
    guard let value = bytes.word(type, at: offset) else { throw .truncated }
    offset += MemoryLayout<Word>.size
    return value
  }

  /// The next bytes.
  mutating func part(count: some BinaryInteger) throws(PickleError) -> Data {
    guard let count = Int(exactly: count), let part = bytes.part(at: offset, count: count) else { throw .truncated }
    offset += count
    return part
  }

  /// The next bytes as text.
  mutating func text(count: some BinaryInteger) throws(PickleError) -> String {
    guard let text = String(validating: try part(count: count), as: UTF8.self) else { throw .encoding }
    return text
  }

  /// The next bytes up to a line feed, which is passed over, as text.
  mutating func line() throws(PickleError) -> String {
    guard let rest = bytes.part(at: offset, count: bytes.count - offset),
      let end = rest.firstIndex(of: UInt8(ascii: "\n"))
    else { throw .truncated }
    let line = try text(count: end - rest.startIndex)
    offset += 1
    return line
  }
}
