/// Why bytes are no message of Protocol Buffers' wire format, or not the one that was expected.
public struct ProtobufError: Error, Equatable, Sendable {
  /// What is wrong.
  public enum Reason: Equatable, Sendable {
    /// A number of variable length does not end within ten bytes, or within its message.
    case unendingNumber
    /// A field has a number that no message has.
    case fieldNumber(UInt64)
    /// A field has a wire type that does not exist.
    case wireType(Int, field: Int)
    /// A field is longer than what is left of its message.
    case tooLong(length: UInt64, available: Int, field: Int)
    /// A group's end without its beginning, or of another group.
    case strayGroupEnd(field: Int)
    /// Groups within groups beyond any use.
    case tooDeep(limit: Int)
    /// A field holds something else than its meaning asks for.
    case unexpectedType(field: Int, expected: String)
    /// Packed numbers do not fill their field.
    case unevenPacking(length: Int, width: Int, field: Int)
  }

  /// The file's path, or the name given with its bytes.
  public let file: String

  /// Where in the file, in bytes from its start.
  public let offset: Int

  /// What is wrong.
  public let reason: Reason

  package init(file: String, offset: Int, reason: Reason) {
    self.file = file
    self.offset = offset
    self.reason = reason
  }
}

extension ProtobufError: CustomStringConvertible {
  /// The file, the place, what is wrong there and the remedy in one line.
  public var description: String {
    "\(file): byte \(offset): \(problem); the file is truncated, damaged or of another format: fetch or write it again"
  }

  private var problem: String {
    switch reason {
    case .unendingNumber: "a number that does not end"
    case .fieldNumber(let number): "a field of number \(number)"
    case .wireType(let type, let field): "field \(field) of wire type \(type), which does not exist"
    case .tooLong(let length, let available, let field):
      "field \(field) of \(length) bytes, but only \(available) are left"
    case .strayGroupEnd(let field): "the end of a group \(field) that has not begun"
    case .tooDeep(let limit): "more than \(limit) groups within each other"
    case .unexpectedType(let field, let expected): "field \(field) is not \(expected)"
    case .unevenPacking(let length, let width, let field):
      "field \(field) of \(length) bytes, which are no whole number of elements of \(width)"
    }
  }
}
