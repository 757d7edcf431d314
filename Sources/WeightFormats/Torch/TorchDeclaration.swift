/// What a PyTorch file says of a tensor before its elements.
public struct TorchDeclaration: Equatable, Sendable {
  /// The tensor's name, unique in its file.
  public var name: String

  /// The type of its elements.
  public var type: TorchDataType

  /// Its dimensions, outermost first; empty for a single number.
  public var shape: [Int]

  /// Declares a tensor.
  public init(name: String, type: TorchDataType = .float32, shape: [Int]) {
    self.name = name
    self.type = type
    self.shape = shape
  }
}
