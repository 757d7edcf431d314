/// What a file says of a tensor.
public struct WeightEntry: Hashable, Sendable {
  /// The tensor's name, unique in its file.
  public let name: String

  /// The element type as the format spells it, such as "F16" or "torch.float32".
  public let type: String

  /// Its dimensions, outermost first; empty for a single number.
  public let shape: [Int]

  /// Describes a tensor.
  public init(name: String, type: String, shape: [Int]) {
    self.name = name
    self.type = type
    self.shape = shape
  }
}
