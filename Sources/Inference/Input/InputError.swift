/// Why images cannot be prepared for a network.
public enum InputError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Statistics of the training set are missing, or not of the network's frame; sizes as rows × columns × channels.
  case statistics(found: String, expected: String)

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .statistics(let found, let expected):
      "the network needs statistics of the training images of \(expected), but there are \(found);"
        + " compute them with alexnet prepare"
    }
  }
}
