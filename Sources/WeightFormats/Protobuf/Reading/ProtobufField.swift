/// A field of a message as the wire has it: its number and its value, whose meaning the message's kind decides.
struct ProtobufField: Equatable {
  /// What a field holds.
  enum Value: Equatable {
    /// A number of variable length.
    case varint(UInt64)
    /// Eight bytes.
    case fixed64(UInt64)
    /// Four bytes.
    case fixed32(UInt32)
    /// Where the bytes of a string, a message or packed numbers lie in the file.
    case bytes(Range<Int>)
  }

  /// The field's number.
  let number: Int
  /// Where its value begins in the file.
  let offset: Int
  /// What it holds.
  let value: Value
}
