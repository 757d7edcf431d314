import Networks
import Testing

/// Reports name a network instead of printing all its layers.
extension NetworkSpecification: CustomTestStringConvertible {
  /// The preset's name.
  public var testDescription: String { name }
}
