/// The type of a tensor's elements in a safetensors file.
///
/// The raw value is the name in the file. Elements lie one after another, little-endian; types narrower than a byte are
/// packed.
public enum SafetensorsDataType: String, CaseIterable, Sendable {
  /// A truth value, 0 or 1, in a byte.
  case bool = "BOOL"
  /// A float of four bits.
  case float4 = "F4"
  /// A float of six bits, two of them exponent.
  case float6E2M3 = "F6_E2M3"
  /// A float of six bits, three of them exponent.
  case float6E3M2 = "F6_E3M2"
  /// An unsigned integer of eight bits.
  case uint8 = "U8"
  /// A signed integer of eight bits.
  case int8 = "I8"
  /// A float of eight bits, five of them exponent.
  case float8E5M2 = "F8_E5M2"
  /// A float of eight bits, four of them exponent.
  case float8E4M3 = "F8_E4M3"
  /// A power of two of eight bits.
  case float8E8M0 = "F8_E8M0"
  /// A float of eight bits, four of them exponent, without infinities or a negative zero.
  case float8E4M3FNUZ = "F8_E4M3FNUZ"
  /// A float of eight bits, five of them exponent, without infinities or a negative zero.
  case float8E5M2FNUZ = "F8_E5M2FNUZ"
  /// A signed integer of sixteen bits.
  case int16 = "I16"
  /// An unsigned integer of sixteen bits.
  case uint16 = "U16"
  /// The IEEE 754 float of sixteen bits.
  case float16 = "F16"
  /// The upper half of a `Float`.
  case bfloat16 = "BF16"
  /// A signed integer of 32 bits.
  case int32 = "I32"
  /// An unsigned integer of 32 bits.
  case uint32 = "U32"
  /// A `Float`.
  case float32 = "F32"
  /// A complex number, two `Float`s.
  case complex64 = "C64"
  /// A `Double`.
  case float64 = "F64"
  /// A signed integer of 64 bits.
  case int64 = "I64"
  /// An unsigned integer of 64 bits.
  case uint64 = "U64"

  /// The number of bits of an element.
  public var bitWidth: Int {
    switch self {
    case .float4: 4
    case .float6E2M3, .float6E3M2: 6
    case .bool, .uint8, .int8, .float8E5M2, .float8E4M3, .float8E8M0, .float8E4M3FNUZ, .float8E5M2FNUZ: 8
    case .int16, .uint16, .float16, .bfloat16: 16
    case .int32, .uint32, .float32: 32
    case .complex64, .float64, .int64, .uint64: 64
    }
  }

  /// The number of bytes of a tensor of this type, or nil if it overflows or does not end with a whole byte.
  ///
  /// The product of the dimensions other than zero must be in range too: then every product of some of them is.
  package func byteCount(shape: [Int]) -> Int? {
    var bits = bitWidth
    for dimension in shape where dimension != 0 {
      guard dimension > 0 else { return nil }
      let (product, overflow) = bits.multipliedReportingOverflow(by: dimension)
      guard !overflow else { return nil }
      bits = product
    }
    if shape.contains(0) { return 0 }
    return bits % 8 == 0 ? bits / 8 : nil
  }
}
