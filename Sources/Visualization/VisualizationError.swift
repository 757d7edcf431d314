/// Why there is nothing to see.
public enum VisualizationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The network's first layer has no filters that see pixels.
  case noFilters(network: String, first: String)
  /// The network has no class of that name or number.
  case unknownClass(String, classes: Int)
  /// A network cannot be run.
  case network(String)

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .noFilters(let network, let first):
      "\(network) begins with \(first), which has no filters to show; show what a layer gives with --layer"
    case .unknownClass(let name, let classes):
      "the network has no class '\(name)'; name one of its \(classes) classes, or its number from 0 on"
    case .network(let problem): problem
    }
  }
}
