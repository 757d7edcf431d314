import Networks

/// Why features cannot be computed, read or compared.
public enum FeatureError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The network has no layer of that name.
  case unknownLayer(name: String, network: String, known: [String])
  /// A network cannot be run.
  case network(NetworkError)
  /// A file of features is none, or not of these features.
  case file(path: String, problem: String)

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .unknownLayer(let name, let network, let known):
      "the network \(network) has no layer '\(name)'; it has \(known.joined(separator: ", "))"
    case .network(let error): error.description
    case .file(let path, let problem): "\(path): \(problem)"
    }
  }
}
