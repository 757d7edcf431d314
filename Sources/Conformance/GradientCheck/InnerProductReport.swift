/// Both sides of ⟨u, J·v⟩ = ⟨Jᵀ·u, v⟩ for one argument of an operation.
public struct InnerProductReport: Sendable, CustomStringConvertible {
  /// The operation's name.
  public let operation: String
  /// The argument's name.
  public let argument: String
  /// ⟨u, J·v⟩, from forward.
  public let forward: Double
  /// ⟨Jᵀ·u, v⟩, from backward.
  public let backward: Double
  /// How far they may be apart.
  public let bound: Double
  /// Elements that v leaves unmoved, because they lie at kinks.
  public let excluded: Int

  /// Whether the sides agree to within the bound, and that proves something: they are not 0, and the bound is at most a
  /// thousandth of them.
  public var passes: Bool { forward != 0 && abs(forward - backward) <= bound && bound <= abs(forward) / 1000 }

  /// Both sides, their distance and the bound.
  public var description: String {
    """
    \(operation), \(argument): ⟨u, J·v⟩ is \(forward) and ⟨Jᵀ·u, v⟩ is \(backward), \(abs(forward - backward)) apart; \
    the bound is \(bound)\(excluded > 0 ? "; \(excluded) elements left out" : "")
    """
  }
}
