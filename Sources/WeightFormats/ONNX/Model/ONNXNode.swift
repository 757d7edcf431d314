/// An operator at its place in a graph.
public struct ONNXNode: Equatable, Sendable {
  /// Its name; often empty.
  public var name: String
  /// The operator, such as "Conv".
  public var operation: String
  /// The set of operators that it is of; empty for the standard's.
  public var domain: String
  /// Names of the tensors that it reads; an empty one stands for an optional input that is left out.
  public var inputs: [String]
  /// Names of the tensors that it makes.
  public var outputs: [String]
  /// Its attributes by name.
  public var attributes: [String: ONNXAttribute]

  /// A node with every part named; see the properties.
  public init(
    name: String = "", operation: String = "", domain: String = "", inputs: [String] = [], outputs: [String] = [],
    attributes: [String: ONNXAttribute] = [:]
  ) {
    self.name = name
    self.operation = operation
    self.domain = domain
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
  }
}
