/// The type of a tensor's elements in a PyTorch file; the raw value is PyTorch's name.
public enum TorchDataType: String, CaseIterable, Sendable {
  /// A `Float`.
  case float32 = "torch.float32"
  /// A `Double`.
  case float64 = "torch.float64"
  /// The IEEE 754 float of sixteen bits.
  case float16 = "torch.float16"
  /// The upper half of a `Float`.
  case bfloat16 = "torch.bfloat16"
  /// A signed integer of 64 bits.
  case int64 = "torch.int64"
  /// A signed integer of 32 bits.
  case int32 = "torch.int32"
  /// A signed integer of sixteen bits.
  case int16 = "torch.int16"
  /// A signed integer of eight bits.
  case int8 = "torch.int8"
  /// An unsigned integer of eight bits.
  case uint8 = "torch.uint8"
  /// A truth value in a byte.
  case bool = "torch.bool"

  /// The name of the class of its storages.
  var storageName: String {
    switch self {
    case .float32: "FloatStorage"
    case .float64: "DoubleStorage"
    case .float16: "HalfStorage"
    case .bfloat16: "BFloat16Storage"
    case .int64: "LongStorage"
    case .int32: "IntStorage"
    case .int16: "ShortStorage"
    case .int8: "CharStorage"
    case .uint8: "ByteStorage"
    case .bool: "BoolStorage"
    }
  }

  /// How its elements are stored.
  var element: StoredElement {
    switch self {
    case .float32: .float32
    case .float64: .float64
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .int64: .int64
    case .int32: .int32
    case .int16: .int16
    case .int8: .int8
    case .uint8: .uint8
    case .bool: .bool
    }
  }
}
