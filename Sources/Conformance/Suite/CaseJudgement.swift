/// What became of one golden case.
public struct CaseJudgement: Sendable {
  /// How it ended.
  public enum Outcome: Sendable {
    /// Each tensor was compared.
    case judged([ResultJudgement])
    /// The backend does not offer the computation, or the case is not for its precision.
    case notOffered
    /// There are no results, for this reason.
    case failed(String)
  }

  /// The case's id.
  public let id: String
  /// The row of reports that it counts for.
  public let group: String
  /// How it ended.
  public let outcome: Outcome
  /// Seconds that the candidate took; nil if that is not known.
  public var seconds: Double?
  /// Seconds that this library took for the same; nil if it was not run.
  public var baselineSeconds: Double?

  /// What became of a case.
  public init(id: String, group: String, outcome: Outcome) {
    self.id = id
    self.group = group
    self.outcome = outcome
  }

  /// Whether all tensors are accepted. What is not offered does not pass, and does not fail either.
  public var passes: Bool {
    if case .judged(let results) = outcome { !results.isEmpty && results.allSatisfy(\.passes) } else { false }
  }

  /// Whether the candidate gave something that is not accepted, or nothing where it had to.
  public var fails: Bool {
    if case .notOffered = outcome { false } else { !passes }
  }

  /// The worst error over its bound.
  public var share: Double {
    switch outcome {
    case .judged(let results): results.map(\.share).max() ?? .infinity
    case .notOffered: 0
    case .failed: .infinity
    }
  }

  /// What is wrong, a line for each tensor.
  public var problems: [String] {
    switch outcome {
    case .judged(let results):
      results.filter { !$0.passes }.map { "\(id): \($0.name) \($0.failure?.description ?? "is beyond its bound")" }
    case .notOffered: []
    case .failed(let reason): ["\(id): \(reason)"]
    }
  }
}
