/// An image that could not be read or decoded, and was left out.
public struct ImageFailure: Hashable, Sendable {
  /// Its number in the source.
  public let index: Int
  /// Where it comes from.
  public let name: String
  /// What is wrong with it, and what to do.
  public let problem: String

  /// A failure of an image.
  public init(index: Int, name: String, problem: String) {
    self.index = index
    self.name = name
    self.problem = problem
  }
}
