import WeightFormats

/// A safetensors file of statistics or sums, read with every number checked.
struct StatisticsFile {
  private let file: SafetensorsFile

  init(_ file: SafetensorsFile) { self.file = file }

  /// Checks what the metadata say that the file is.
  func requireFormat(_ format: String) throws(DatasetError) {
    let found = file.metadata["format"].map { "the format \($0.prefix(80).debugDescription)" } ?? "no format"
    try require(file.metadata["format"] == format, "the format \(format)", found: found)
  }

  /// The metadata's number of images.
  func imageCount(atLeast minimum: Int) throws(DatasetError) -> Int {
    let text = file.metadata["count"] ?? ""
    guard let count = Int(text), count >= minimum else {
      throw malformed("the count \(text.prefix(80).debugDescription)", "a number of images")
    }
    return count
  }

  /// The shape of a tensor of a number of dimensions.
  func shape(of name: String, rank: Int) throws(DatasetError) -> [Int] {
    guard let tensor = file.tensor(named: name) else { throw malformed("no tensor \(name)", "a tensor \(name)") }
    try require(tensor.shape.count == rank, "a tensor \(name) of \(rank) dimensions")
    return tensor.shape
  }

  /// Checks an image's extents.
  func requireImage(height: Int, width: Int, channels: Int) throws(DatasetError) {
    try require(height > 0 && width > 0 && (channels == 1 || channels == 3), "images of 1 or 3 channels")
  }

  /// Finite F64 numbers of a tensor.
  func doubles(_ name: String, shape: [Int]) throws(DatasetError) -> [Double] {
    try requireShape(shape, of: name)
    let values: [Double]
    do throws(SafetensorsError) {
      values = try file.doubles(name)
    } catch {
      throw DatasetError(statistics: error)
    }
    try require(values.allSatisfy(\.isFinite), "finite numbers in \(name)")
    return values
  }

  /// U64 numbers of a tensor.
  func integers(_ name: String, shape: [Int]) throws(DatasetError) -> [UInt64] {
    try requireShape(shape, of: name)
    do throws(SafetensorsError) {
      return try file.integers(name, as: UInt64.self)
    } catch {
      throw DatasetError(statistics: error)
    }
  }

  /// Throws unless a condition holds.
  func require(_ isMet: Bool, _ expected: String, found: String = "something else") throws(DatasetError) {
    if !isMet { throw malformed(found, expected) }
  }

  private func requireShape(_ shape: [Int], of name: String) throws(DatasetError) {
    let found = file.tensor(named: name)?.shape
    try require(
      found == shape, "\(name) of shape \(shape)", found: found.map { "shape \($0.prefix(8))" } ?? "no such tensor")
  }

  private func malformed(_ found: String, _ expected: String) -> DatasetError {
    .malformed(
      file: file.name, offset: 0, found: found, expected: expected,
      remedy: "compute the statistics again from the images")
  }
}

extension DatasetError {
  /// A file of statistics that cannot be read or written.
  init(statistics error: SafetensorsError) {
    if case .file(let error) = error.reason {
      self = .file(error)
    } else {
      self = .malformed(
        file: error.file, offset: 0, found: error.description, expected: "a file of image statistics",
        remedy: "compute the statistics again from the images")
    }
  }
}
