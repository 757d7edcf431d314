/// An input or output of a graph: its name and what is known of its shape.
public struct ONNXValue: Equatable, Sendable {
  /// Its name.
  public var name: String
  /// Its dimensions, outermost first, nil where any size will do; nil if nothing is said.
  public var shape: [Int?]?

  /// A value of a name and a shape.
  public init(name: String = "", shape: [Int?]? = nil) {
    self.name = name
    self.shape = shape
  }
}
