import ImageCodecs

/// A data set that cannot be loaded: which file, where in it, what was found, what was expected, and what to do.
public enum DatasetError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is no folder of this path.
  case noFolder(path: String)
  /// A folder lacks files; each element of `missing` lists the names of which one was looked for.
  case missingFiles(folder: String, missing: [[String]])
  /// A file cannot be read, or is no regular file.
  case unreadable(file: String, reason: String)
  /// A file is larger than the caller allows.
  case tooLarge(file: String, size: Int, limit: Int)
  /// A gzip file cannot be decompressed.
  case gzip(file: String, GzipError)
  /// A file is not in the expected format: at the byte `offset` there is `found` instead of `expected`.
  case malformed(file: String, offset: Int, found: String, expected: String, remedy: String)
  /// A file of images and its file of labels hold different numbers of elements.
  case countMismatch(images: String, imageCount: Int, labels: String, labelCount: Int)
  /// Training and test images differ in size.
  case imageSizeMismatch(file: String, found: String, other: String, expected: String)
  /// A list of class names is shorter than the labels need.
  case missingClassNames(file: String, found: Int, expected: Int)

  /// What is wrong, where, and what to do, in one line.
  public var description: String {
    switch self {
    case .noFolder(let path):
      return "\(path): there is no such folder; give the folder that holds the data set"
    case .missingFiles(let folder, let missing):
      let names = missing.map { "one of " + $0.joined(separator: ", ") }.joined(separator: "; and ")
      return "\(folder): the folder has no file of these names: \(names). Put the files there or give another folder"
    case .unreadable(let file, let reason):
      return "\(file): cannot be read (\(reason)); check that it is a regular file and its permissions"
    case .tooLarge(let file, let size, let limit):
      return "\(file): has \(size) bytes, more than the limit of \(limit); raise the limit if the file is meant"
    case .gzip(let file, let error):
      return "\(file): \(error)"
    case .malformed(let file, let offset, let found, let expected, let remedy):
      return "\(file): byte \(offset): \(found) (expected \(expected)); \(remedy)"
    case .countMismatch(let images, let imageCount, let labels, let labelCount):
      return "\(images) holds \(imageCount) images but \(labels) \(labelCount) labels; "
        + "take both files from the same data set"
    case .imageSizeMismatch(let file, let found, let other, let expected):
      return "\(file): its images are \(found), those of \(other) \(expected); take both files from the same data set"
    case .missingClassNames(let file, let found, let expected):
      return "\(file): has \(found) class names, but the labels go up to \(expected - 1); "
        + "list \(expected) names, one a line, or remove the file"
    }
  }
}
