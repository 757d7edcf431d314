/// A part of a data set: some of its classes, and of each class the first images.
public struct ImageSelection: Hashable, Sendable, Codable {
  /// The classes by their names, identifiers or numbers, and ranges of numbers ("0-4"); nil for all.
  public var classes: [String]?
  /// The most training images of a class; nil for all.
  public var imagesPerClass: Int?

  /// A selection; without arguments all images.
  public init(classes: [String]? = nil, imagesPerClass: Int? = nil) {
    self.classes = classes
    self.imagesPerClass = imagesPerClass
  }

  /// The images of a data set that are selected; labels are positions among the classes that are left, in the data set's
  /// order.
  ///
  /// - Throws: `DatasetError.selection` if a class is none of the data's, or nothing is left.
  public func applied(to splits: ImageSplits) throws(DatasetError) -> ImageSplits {
    let chosen = try numbers(of: splits.training.classes)
    if let imagesPerClass, imagesPerClass < 1 {
      throw .selection(problem: "\(imagesPerClass) images of a class are none to train on")
    }
    var result = splits
    result.training = SelectedImages(splits.training, classes: chosen, imagesPerClass: imagesPerClass)
    result.validation = SelectedImages(splits.validation, classes: chosen, imagesPerClass: nil)
    return result
  }

  /// The labels that are selected, ascending.
  private func numbers(of all: [ImageClass]) throws(DatasetError) -> [Int] {
    guard let classes else { return Array(all.indices) }
    var chosen: Set<Int> = []
    for text in classes {
      if let index = all.firstIndex(where: { $0.name == text || $0.identifier == text }) {
        chosen.insert(index)
        continue
      }
      let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last,
        all.indices.contains(first), all.indices.contains(last)
      else {
        throw .selection(
          problem: "the data has no class '\(text)'; it has \(all.count), numbered from 0: "
            + all.prefix(20).map(\.name).joined(separator: ", ") + (all.count > 20 ? ", …" : ""))
      }
      chosen.formUnion(first...last)
    }
    return chosen.sorted()
  }
}
