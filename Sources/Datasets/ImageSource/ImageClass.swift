/// A class of a data set.
public struct ImageClass: Hashable, Sendable, Codable {
  /// What the data set calls it: a folder's name, or a WordNet id such as "n01440764".
  public let identifier: String
  /// What people call it; the identifier if the data set does not say.
  public let name: String

  /// A class; without a name it is called by its identifier.
  public init(identifier: String, name: String? = nil) {
    self.identifier = identifier
    self.name = name ?? identifier
  }
}
