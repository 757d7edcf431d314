/// What became of one tensor of a case.
public struct ResultJudgement: Sendable, Equatable {
  /// The tensor's name.
  public let name: String
  /// The worst error over its bound: at most 1 passes. 0 for what is exact, ∞ for what is plainly wrong.
  public let share: Double
  /// Why it is not accepted; nil if it is.
  public let failure: ResultFailure?

  /// Whether the tensor is accepted.
  public var passes: Bool { failure == nil && share <= 1 }

  init(_ name: String, share: Double) {
    self.name = name
    self.share = share
    failure = nil
  }

  init(_ name: String, _ failure: ResultFailure, share: Double = .infinity) {
    self.name = name
    self.share = share
    self.failure = failure
  }
}
