/// The types of a MATLAB file's data elements, by their number in the format (MAT-File Format, table 1-1).
enum MATType: Int {
  case int8 = 1
  case uint8 = 2
  case int16 = 3
  case uint16 = 4
  case int32 = 5
  case uint32 = 6
  case single = 7
  case double = 9
  case int64 = 12
  case uint64 = 13
  case matrix = 14
  case compressed = 15
  case utf8 = 16
  case utf16 = 17
  case utf32 = 18

  /// The bytes of a value; nil for types that are no numbers.
  var size: Int? {
    switch self {
    case .int8, .uint8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .single: 4
    case .double, .int64, .uint64: 8
    case .matrix, .compressed, .utf8, .utf16, .utf32: nil
    }
  }

  /// The whole number that a value's bits mean; nil if it is none, or too large for a double to hold exactly.
  func integer(_ bits: UInt64) -> Int? {
    let value: Int? =
      switch self {
      case .int8: Int(Int8(truncatingIfNeeded: bits))
      case .int16: Int(Int16(truncatingIfNeeded: bits))
      case .int32: Int(Int32(truncatingIfNeeded: bits))
      case .int64: Int(Int64(bitPattern: bits))
      case .uint8, .uint16, .uint32, .uint64: Int(exactly: bits)
      case .single: Int(exactly: Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
      case .double: Int(exactly: Double(bitPattern: bits))
      case .matrix, .compressed, .utf8, .utf16, .utf32: nil
      }
    guard let value, value.magnitude < 1 << 53 else { return nil }
    return value
  }
}
