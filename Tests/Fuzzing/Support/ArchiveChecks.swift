@testable import WeightFormats

/// What must hold of every archive of weights.
enum ArchiveChecks {
  private static let maximumTensors = 32

  /// Reads tensors of an archive of any format, whose errors must be of one type.
  static func check<Failure: Error>(_ archive: some WeightArchive, errors: Failure.Type) throws(Finding) {
    let entries = archive.entries
    try Finding.unless(Set(entries.map(\.name)).count == entries.count, "two tensors have one name")
    for entry in entries.prefix(maximumTensors) {
      let count: Int
      do {
        count = try archive.values(entry.name).count
      } catch {
        try Finding.unless(error is Failure, "an error of another type: \(error)")
        try Finding.checkText(of: error)
        continue
      }
      try Finding.unless(count == entry.shape.reduce(1, *), "\(count) values of shape \(entry.shape)")
    }
  }
}
