import Files
import ImageCodecs
import StreamCodecs

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
  /// An image cannot be decoded.
  case image(name: String, ImageError)
  /// A file cannot be read or written.
  case file(FileError)
  /// An image does not fit the format of the file that it is to be written to.
  case encoding(file: String, JPEGEncodingError)
  /// A folder or file is no data set of any known kind; each element of `lookedFor` describes one.
  case unrecognized(path: String, lookedFor: [String])
  /// A folder or archive that should have images of a class, or of several, has none.
  case noImages(path: String)
  /// Nothing tells the class of an image: what was expected.
  case noClass(image: String, expected: String)
  /// Images for validation are of a class that is not among those for training.
  case unknownClass(name: String, identifier: String, training: String)
  /// A folder holds several data sets.
  case ambiguous(path: String, found: [String])
  /// A list of class names is shorter than the labels need.
  case missingClassNames(file: String, found: Int, expected: Int)
  /// A selection of images asks for what the data set does not have.
  case selection(problem: String)

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
    case .image(let name, let error):
      return "\(name): \(error)"
    case .file(let error):
      return error.description
    case .encoding(let file, let error):
      return "\(file): \(error)"
    case .unrecognized(let path, let lookedFor):
      return "\(path): no data set was found; looked for " + lookedFor.joined(separator: "; ")
    case .noImages(let path):
      return "\(path): has no images; put some there, or remove it if it is not a class"
    case .noClass(let image, let expected):
      return "\(image): its class is not known (expected \(expected)); name it so or remove it"
    case .unknownClass(let name, let identifier, let training):
      return "\(name): is of the class \(identifier), which \(training) does not have; "
        + "take both from the same data set, or remove the class from validation"
    case .ambiguous(let path, let found):
      return "\(path): holds several data sets: \(found.joined(separator: ", ")); give the path of one of them"
    case .missingClassNames(let file, let found, let expected):
      return "\(file): has \(found) class names, but the labels go up to \(expected - 1); "
        + "list \(expected) names, one a line, or remove the file"
    case .selection(let problem):
      return problem
    }
  }
}
