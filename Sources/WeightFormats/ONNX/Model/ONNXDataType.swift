/// The type of a tensor's elements in an ONNX file; the raw value is the number there.
public enum ONNXDataType: Int, CaseIterable, Sendable {
  case float = 1
  case uint8 = 2
  case int8 = 3
  case uint16 = 4
  case int16 = 5
  case int32 = 6
  case int64 = 7
  case string = 8
  case bool = 9
  case float16 = 10
  case double = 11
  case uint32 = 12
  case uint64 = 13
  case complex64 = 14
  case complex128 = 15
  case bfloat16 = 16

  /// Its name in the format's description, such as "FLOAT16".
  public var name: String { "\(self)".uppercased() }

  /// Whether elements are real numbers: what weights are made of.
  public var isReal: Bool {
    switch self {
    case .float, .float16, .double, .bfloat16: true
    default: false
    }
  }

  /// Whether elements are whole numbers.
  public var isInteger: Bool {
    switch self {
    case .uint8, .int8, .uint16, .int16, .int32, .int64, .bool, .uint32, .uint64: true
    default: false
    }
  }

  /// Bytes of an element among raw bytes; nil for types that are not read.
  var width: Int? {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .float, .int32, .uint32: 4
    case .int64, .double, .uint64: 8
    case .string, .complex64, .complex128: nil
    }
  }
}
