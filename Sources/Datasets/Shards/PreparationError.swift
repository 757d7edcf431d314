import ImageCodecs

/// Why a data set cannot be prepared, and what to do.
public enum PreparationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The data set cannot be read, or a file of the preparation cannot be read or written.
  case dataset(DatasetError)
  /// An image cannot be encoded.
  case encoding(name: String, JPEGEncodingError)
  /// Images are to stay as they are, but differ in size.
  case sizeMismatch(name: String, found: String, expected: String)
  /// A split has no image that can be decoded.
  case noImages(split: String, skipped: Int)
  /// The folder holds another preparation; each element of `differences` says how it differs.
  case differentPreparation(folder: String, differences: [String])
  /// The folder holds something else already.
  case occupied(folder: String, found: String)
  /// Another process prepares a data set in the folder.
  case inUse(folder: String)
  /// The options contradict their documentation, or need more shards than there may be.
  case options(String)

  /// What is wrong, where, and what to do, in one line.
  public var description: String {
    switch self {
    case .dataset(let error):
      return error.description
    case .encoding(let name, let error):
      return "\(name): \(error)"
    case .sizeMismatch(let name, let found, let expected):
      return "\(name): the image is \(found), the first one \(expected); images of several sizes must be resized: give "
        + "a size"
    case .noImages(let split, let skipped):
      return "there are no images to put into shards for \(split): \(skipped) could not be decoded; check the data set"
    case .differentPreparation(let folder, let differences):
      return "\(folder): holds shards prepared otherwise (\(differences.joined(separator: "; "))); "
        + "repeat the options of then, or give another folder"
    case .occupied(let folder, let found):
      return "\(folder): the folder is not empty, there is \(found); give a new folder"
    case .inUse(let folder):
      return "\(folder): another process is preparing a data set here; wait for it or give another folder"
    case .options(let what):
      return what
    }
  }
}
