/// A tensor of a safetensors file: what it is and where its bytes lie.
///
/// Its shape, type and range have been found consistent with one another and with the file.
public struct TensorRecord: Equatable, Sendable {
  /// The tensor's name, unique in its file.
  public let name: String

  /// The type of its elements.
  public let dtype: SafetensorsDataType

  /// Its dimensions, outermost first; empty for a single number.
  public let shape: [Int]

  /// Its bytes, counted from the first byte behind the header (`data_offsets` in the file).
  public let byteRange: Range<Int>

  /// The number of its elements.
  public var elementCount: Int {
    shape.contains(0) ? 0 : shape.reduce(1, *)
  }

  package init(name: String, dtype: SafetensorsDataType, shape: [Int], byteRange: Range<Int>) {
    self.name = name
    self.dtype = dtype
    self.shape = shape
    self.byteRange = byteRange
  }
}
