import Tensors

/// What a gradient check saw of one operation.
public struct GradientReport: Sendable, CustomStringConvertible {
  /// One element of a gradient, as the operation computes it and as differences of its function say.
  public struct Element: Sendable, Equatable, CustomStringConvertible {
    /// Its place in row-major order.
    public let index: Int
    /// What the operation's backward pass gives.
    public let analytic: Double
    /// What differences of its forward pass give.
    public let numeric: Double
    /// How far they are apart; see `GradientCheck`.
    public let relativeError: Double

    /// Both values and how far they are apart.
    public var description: String {
      "element \(index) is \(analytic), but differences give \(numeric) (relative error \(relativeError))"
    }
  }

  /// What was seen of one argument's gradient.
  public struct Argument: Sendable {
    /// The argument's name.
    public let name: String
    /// Elements of the argument.
    public let count: Int
    /// Elements that were compared.
    public var checked = 0
    /// Elements left out for each kink, by its name.
    public var excluded: [String: Int] = [:]
    /// The compared element with the greatest relative error.
    public var worst: Element?

    init(name: String, count: Int) {
      self.name = name
      self.count = count
    }
  }

  /// The operation's name.
  public let operation: String
  /// The arguments' gradients.
  public internal(set) var arguments: [Argument] = []
  /// Everything that is wrong; nothing if the gradients are right.
  public internal(set) var failures: [GradientFailure] = []

  init(operation: String) { self.operation = operation }

  /// Whether all gradients are right.
  public var passes: Bool { failures.isEmpty }

  /// The greatest relative error of all arguments.
  public var worstRelativeError: Double { arguments.compactMap { $0.worst?.relativeError }.max() ?? 0 }

  /// Everything that is wrong, and what was compared and left out.
  public var description: String {
    let compared = arguments.map { argument in
      let excluded = argument.excluded.sorted { $0.key < $1.key }.map { ", \($0.value) left out (\($0.key))" }
      let worst = argument.worst.map { ", relative error \($0.relativeError)" } ?? ""
      return "\(argument.name): \(argument.checked) of \(argument.count)\(excluded.joined())\(worst)"
    }
    let lines = failures.isEmpty ? ["right"] : failures.map(\.description)
    return "\(operation): \((lines + compared).joined(separator: "; "))"
  }
}
