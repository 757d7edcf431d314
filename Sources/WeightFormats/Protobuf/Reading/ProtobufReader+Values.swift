/// The meanings of fields.
extension ProtobufReader {
  /// A whole number (int32, int64, uint32, enum); those above 2⁶³ are negative.
  func integer(_ field: ProtobufField) throws(ProtobufError) -> Int {
    guard case .varint(let value) = field.value else { throw unexpected(field, "a whole number") }
    return Int(truncatingIfNeeded: Int64(bitPattern: value))
  }

  /// A truth value.
  func bool(_ field: ProtobufField) throws(ProtobufError) -> Bool { try integer(field) != 0 }

  /// A float of 32 bits.
  func float(_ field: ProtobufField) throws(ProtobufError) -> Float {
    guard case .fixed32(let bits) = field.value else { throw unexpected(field, "a float") }
    return Float(bitPattern: bits)
  }

  /// Where the bytes of a field lie in the file.
  func range(_ field: ProtobufField) throws(ProtobufError) -> Range<Int> {
    guard case .bytes(let range) = field.value else { throw unexpected(field, "a sequence of bytes") }
    return range
  }

  /// A string; bytes that are not UTF-8 become replacement characters.
  func string(_ field: ProtobufField) throws(ProtobufError) -> String {
    let range = try range(field)
    return bytes.withUnsafeBytes { String(decoding: $0[range], as: UTF8.self) }
  }

  /// A message within this one.
  func message(_ field: ProtobufField) throws(ProtobufError) -> ProtobufReader {
    ProtobufReader(bytes, range: try range(field), file: file)
  }

  /// Appends whole numbers, packed or one a field.
  func append(_ field: ProtobufField, to numbers: inout [Int]) throws(ProtobufError) {
    guard case .bytes(var range) = field.value else {
      numbers.append(try integer(field))
      return
    }
    while !range.isEmpty {
      guard let (value, next) = ProtobufVarint.decode(bytes, at: range.lowerBound, end: range.upperBound) else {
        throw error(.unendingNumber, at: range.lowerBound)
      }
      numbers.append(Int(truncatingIfNeeded: Int64(bitPattern: value)))
      range = next..<range.upperBound
    }
  }

  /// Appends the places of whole numbers, packed or one a field.
  func append(_ field: ProtobufField, to numbers: inout ProtobufVarints) throws(ProtobufError) {
    switch field.value {
    case .bytes(let range):
      guard let offset = numbers.append(range, of: bytes) else { return }
      throw error(.unendingNumber, at: offset)
    case .varint: _ = numbers.append(field.offset..<position, of: bytes)
    default: throw unexpected(field, "whole numbers")
    }
  }

  /// Appends the places of numbers of four or eight bytes, packed or one a field.
  func append(_ field: ProtobufField, to numbers: inout ProtobufFixedNumbers) throws(ProtobufError) {
    switch (field.value, numbers.width) {
    case (.bytes(let range), _):
      guard range.count % numbers.width == 0 else {
        throw error(
          .unevenPacking(length: range.count, width: numbers.width, field: field.number), at: range.lowerBound)
      }
      numbers.append(range)
    case (.fixed32, 4), (.fixed64, 8): numbers.append(field.offset..<field.offset + numbers.width)
    default: throw unexpected(field, "numbers of \(numbers.width) bytes")
    }
  }

  /// The error of a field of another wire type than its meaning asks for.
  private func unexpected(_ field: ProtobufField, _ expected: String) -> ProtobufError {
    error(.unexpectedType(field: field.number, expected: expected), at: field.offset)
  }
}
