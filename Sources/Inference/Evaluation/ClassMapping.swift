import Datasets

/// Which of a network's classes each class of a data set is.
public struct ClassMapping: Sendable, Equatable {
  /// The network's label of each label of the data set.
  public let labels: [Int]
  /// How they were found, in words; nil if label stands for label.
  public let note: String?

  /// Lays classes of a data set on those of a network: by their identifiers where the network has all of them, else by
  /// their names, else by their numbers.
  ///
  /// - Throws: `ModelError.classes` if the network has fewer.
  public init(data: [ImageClass], network: [ImageClass], source: String) throws(ModelError) {
    for (key, word) in [(\ImageClass.identifier, "identifiers"), (\ImageClass.name, "names")] {
      let labels = Dictionary(
        network.enumerated().map { ($1[keyPath: key], $0) }, uniquingKeysWith: { first, _ in first })
      let found = data.compactMap { labels[$0[keyPath: key]] }
      if found.count == data.count && labels.count == network.count {
        self.labels = found
        note = found == Array(data.indices) ? nil : "classes of the data are found among the network's by their \(word)"
        return
      }
    }
    guard data.count <= network.count else {
      throw .classes(source: source, found: data.count, expected: network.count)
    }
    labels = Array(data.indices)
    note = "classes of the data are taken by their numbers: their names are not the network's"
  }
}
