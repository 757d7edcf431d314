import Foundation

/// A cursor over the fields of one message in Protocol Buffers' wire format.
///
/// A message is a sequence of fields. Each begins with a tag, `number << 3 | wire type`, as a number of seven bits a byte;
/// wire types are 0 (such a number), 1 (eight bytes), 2 (a length and as many bytes: strings, messages, packed numbers),
/// 5 (four bytes), and 3 and 4, which begin and end a group and are skipped here. Nothing is copied: strings and messages
/// are ranges of the file's bytes. Source: the encoding's description in the documentation of Protocol Buffers.
///
///     var fields = ProtobufReader(bytes, file: path)
///     while let field = try fields.next() {
///       switch field.number {
///       case 1: name = try fields.string(field)
///       default: break
///       }
///     }
struct ProtobufReader {
  /// More groups within groups than any message has.
  private static let maximumGroupDepth = 32

  /// The whole file, of which the message is a part.
  let bytes: Data
  /// The file's path, for errors.
  let file: String
  private(set) var position: Int
  private let end: Int

  /// Reads the message that a whole file is.
  init(_ bytes: Data, file: String) {
    self.init(bytes, range: 0..<bytes.count, file: file)
  }

  /// Reads the message in a range of a file, counted from its first byte.
  init(_ bytes: Data, range: Range<Int>, file: String) {
    self.bytes = bytes
    self.file = file
    position = range.lowerBound
    end = range.upperBound
  }

  /// The next field, or nil at the message's end.
  mutating func next() throws(ProtobufError) -> ProtobufField? {
    while position < end {
      let start = position
      let (number, type) = try tag()
      switch type {
      case 3: try skipGroup(number)
      case 4: throw error(.strayGroupEnd(field: number), at: start)
      default: return try value(number, type, tagOffset: start)
      }
    }
    return nil
  }

  /// An error at a place of this file.
  func error(_ reason: ProtobufError.Reason, at offset: Int) -> ProtobufError {
    ProtobufError(file: file, offset: offset, reason: reason)
  }
}

extension ProtobufReader {
  private mutating func tag() throws(ProtobufError) -> (number: Int, type: Int) {
    let start = position
    let tag = try varint()
    let number = tag >> 3
    guard (1..<1 << 29).contains(number) else { throw error(.fieldNumber(number), at: start) }
    return (Int(number), Int(tag & 7))
  }

  private mutating func value(_ number: Int, _ type: Int, tagOffset: Int) throws(ProtobufError) -> ProtobufField {
    let start = position
    switch type {
    case 0: return ProtobufField(number: number, offset: start, value: .varint(try varint()))
    case 1:
      let word = try fixed(UInt64.self, number)
      return ProtobufField(number: number, offset: start, value: .fixed64(word))
    case 2:
      let length = try varint()
      guard length <= UInt64(end - position) else {
        throw error(.tooLong(length: length, available: end - position, field: number), at: start)
      }
      let range = position..<position + Int(length)
      position = range.upperBound
      return ProtobufField(number: number, offset: range.lowerBound, value: .bytes(range))
    case 5:
      let word = try fixed(UInt32.self, number)
      return ProtobufField(number: number, offset: start, value: .fixed32(word))
    default: throw error(.wireType(type, field: number), at: tagOffset)
    }
  }

  private mutating func skipGroup(_ number: Int) throws(ProtobufError) {
    var open = [number]
    while let innermost = open.last {
      let start = position
      guard position < end else { throw error(.tooLong(length: 1, available: 0, field: innermost), at: start) }
      let (number, type) = try tag()
      switch type {
      case 3:
        guard open.count < Self.maximumGroupDepth else {
          throw error(.tooDeep(limit: Self.maximumGroupDepth), at: start)
        }
        open.append(number)
      case 4:
        guard number == innermost else { throw error(.strayGroupEnd(field: number), at: start) }
        open.removeLast()
      default: _ = try value(number, type, tagOffset: start)
      }
    }
  }

  private mutating func varint() throws(ProtobufError) -> UInt64 {
    let start = position
    guard let (value, next) = ProtobufVarint.decode(bytes, at: position, end: end) else {
      throw error(.unendingNumber, at: start)
    }
    position = next
    return value
  }

  private mutating func fixed<Word: FixedWidthInteger & BitwiseCopyable>(
    _: Word.Type, _ number: Int
  ) throws(ProtobufError) -> Word {
    let size = MemoryLayout<Word>.size
    guard end - position >= size else {
      throw error(.tooLong(length: UInt64(size), available: end - position, field: number), at: position)
    }
    let word = bytes.withUnsafeBytes {
      Word(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Word.self))
    }
    position += size
    return word
  }
}
