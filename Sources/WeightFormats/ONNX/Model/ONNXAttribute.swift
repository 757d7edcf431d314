/// The value of a node's attribute.
public enum ONNXAttribute: Equatable, Sendable {
  /// A float.
  case float(Float)
  /// A whole number.
  case integer(Int)
  /// A string.
  case string(String)
  /// A tensor.
  case tensor(ONNXTensor)
  /// Floats.
  case floats([Float])
  /// Whole numbers.
  case integers([Int])
  /// Anything else, such as a graph.
  case other
}
