/// What a safetensors file says of a tensor before its bytes.
public struct TensorDeclaration: Equatable, Sendable {
  /// The tensor's name, unique in its file.
  public var name: String

  /// The type of its elements.
  public var dtype: SafetensorsDataType

  /// Its dimensions, outermost first; empty for a single number.
  public var shape: [Int]

  /// Declares a tensor.
  public init(name: String, dtype: SafetensorsDataType, shape: [Int]) {
    self.name = name
    self.dtype = dtype
    self.shape = shape
  }
}
