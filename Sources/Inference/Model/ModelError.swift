/// Why weights cannot be used.
public enum ModelError: Error, Sendable, CustomStringConvertible {
  /// A tensor that a network needs, and what the file has in its place.
  public struct Mismatch: Equatable, Sendable, CustomStringConvertible {
    /// The parameter's name in the field's files, such as "conv1.weight".
    public let parameter: String
    /// The shape that the network needs.
    public let expected: [Int]
    /// What the file has: names and shapes; empty if it has nothing of the kind.
    public let found: [String]

    /// One line, such as "conv1.weight: needs 96×3×11×11, the file has features.0.weight of 64×3×11×11".
    public var description: String {
      "\(parameter): needs \(ModelError.text(expected)), "
        + (found.isEmpty ? "the file has no such tensor" : "the file has " + found.joined(separator: " and "))
    }
  }

  /// The file cannot be read; the description is the reader's.
  case unreadable(String)
  /// The tensors are not those of the network that was asked for, or of any; the nearest one and all that differs.
  case mismatch(file: String, network: String, isChosen: Bool, [Mismatch])
  /// No network of that name, or it does not fit together.
  case network(String)
  /// The network subtracts a mean, and none was found.
  case noMean(file: String, network: String, expected: String, lookedFor: [String])
  /// A mean does not fit the network.
  case mean(source: String, found: String, expected: String)
  /// What the file's metadata say makes no sense.
  case metadata(file: String, key: String, problem: String)
  /// A list of class names does not fit.
  case classes(source: String, found: Int, expected: Int)
  /// Networks of an ensemble do not belong together.
  case ensemble(String)

  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let problem), .network(let problem), .ensemble(let problem): return problem
    case .mismatch(let file, let network, let isChosen, let mismatches):
      let head =
        isChosen
        ? "\(file): these are not the weights of \(network)"
        : "\(file): no network has these weights; the nearest is \(network)"
      let shown = mismatches.prefix(Self.listed).map { "\n  " + $0.description }.joined()
      let rest = mismatches.count > Self.listed ? "\n  and \(mismatches.count - Self.listed) more" : ""
      return head + ", in which \(mismatches.count) of the tensors differ:" + shown + rest
        + "\nname the right one with --network; alexnet describe lists them"
    case .noMean(let file, let network, let expected, let lookedFor):
      return "\(file): \(network) subtracts the mean of its training images, and there is none of \(expected) in "
        + lookedFor.joined(separator: " or ")
        + "; give one with --mean: a file of statistics, a Caffe .binaryproto, a colour R,G,B, or imagenet"
    case .mean(let source, let found, let expected):
      return "\(source): a mean of \(found), but the network needs one of \(expected)"
    case .metadata(let file, let key, let problem):
      return "\(file): its metadata \(key) \(problem); remove the entry or write the file again"
    case .classes(let source, let found, let expected):
      return "\(source): \(found) class names for a network of \(expected) classes; give a list of \(expected) lines"
    }
  }

  /// More tensors than any preset has.
  private static let listed = 40

  /// A shape of a file, joined by ×.
  static func text(_ shape: [Int]) -> String {
    let head = shape.prefix(8).map(String.init).joined(separator: "×")
    return shape.isEmpty ? "a single number" : shape.count > 8 ? head + "×…" : head
  }
}
