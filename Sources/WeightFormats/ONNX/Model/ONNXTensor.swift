/// A tensor of an ONNX file: its name, type and shape, and where its elements lie.
public struct ONNXTensor: Equatable, Sendable {
  /// Where elements lie, by the field that has them.
  enum Storage: Equatable, Sendable {
    /// No field: an empty tensor, or a damaged one.
    case none
    /// Bytes, little-endian: `raw_data`.
    case raw(Range<Int>)
    /// Floats of 32 bits: `float_data`.
    case floats(ProtobufFixedNumbers)
    /// Floats of 64 bits: `double_data`.
    case doubles(ProtobufFixedNumbers)
    /// Whole numbers, or the bits of floats of sixteen bits: `int32_data`.
    case words(ProtobufVarints)
    /// Whole numbers: `int64_data`.
    case integers(ProtobufVarints)
    /// Whole numbers without a sign: `uint64_data`.
    case unsigned(ProtobufVarints)
    /// A part of another file: `external_data`.
    case external(ONNXExternalData)
  }

  /// Its name, unique in its graph.
  public var name = ""

  /// The number of its elements' type in the format; see `type`.
  public var typeNumber = 0

  /// Its dimensions, outermost first; empty for a single number.
  public var shape: [Int] = []

  /// Where its elements lie.
  var storage = Storage.none

  /// The type of its elements, if it is one of those that are known here.
  public var type: ONNXDataType? { ONNXDataType(rawValue: typeNumber) }

  /// What its type is called.
  public var typeName: String { type?.name ?? "type \(typeNumber)" }
}
