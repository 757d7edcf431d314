import Files

/// A reason why a file of NumPy cannot be read or written.
public struct NumPyError: Error, Equatable, Sendable {
  /// What is wrong, with its facts; offsets count from the start of the array's file or entry.
  public enum Reason: Equatable, Sendable {
    /// The operating system refused.
    case file(FileError)
    /// The archive around the arrays is damaged.
    case zip(ZipError)
    /// The bytes do not begin as an array of versions 1 to 3 does.
    case format
    /// The header ends behind the file, or is longer than allowed.
    case headerLength(UInt32, limit: Int)
    /// The header is not the dictionary that the format asks for.
    case syntax(offset: Int, expected: String)
    /// The element type is none of real numbers.
    case type(String)
    /// The dimensions do not give a number of elements.
    case shape([Int])
    /// The bytes behind the header are not as many as the shape needs.
    case size(found: Int, expected: Int)
    /// An entry of an archive is no array.
    case entry(String)
    /// The archive has no array of the name.
    case noSuchArray(String)
    /// An array to be written has a name that stands twice, or as many elements as its shape does not have.
    case declaration(String)
  }

  /// The file's path, or the name given with its bytes; in an archive, with the array's name.
  public let file: String

  /// What is wrong.
  public let reason: Reason

  package init(file: String, reason: Reason) {
    self.file = file
    self.reason = reason
  }
}

extension NumPyError: CustomStringConvertible {
  /// The file, the place, what is wrong there and the remedy in one line.
  public var description: String {
    switch reason {
    case .file(let error): error.description
    case .zip(let error): error.description
    default: "\(file): \(problem); \(remedy)"
    }
  }

  private var problem: String {
    switch reason {
    case .file(let error): error.description
    case .zip(let error): error.description
    case .format: "this does not begin as an array of NumPy's format, version 1 to 3"
    case .headerLength(let length, let limit): "the header has \(length) bytes, more than \(limit)"
    case .syntax(let offset, let expected): "byte \(offset): expected \(expected)"
    case .type(let type): "the element type \(type.quoted) is none of real numbers"
    case .shape(let shape): "the dimensions \(shape.prefix(8).map(String.init).joined(separator: ", ")) are not read"
    case .size(let found, let expected): "\(found) bytes follow the header, the shape needs \(expected)"
    case .entry(let name): "the entry \(name.quoted) is no array"
    case .noSuchArray(let name): "no array \(name.quoted)"
    case .declaration(let name): "the array \(name.quoted) stands twice, or has not as many elements as its shape"
    }
  }

  private var remedy: String {
    switch reason {
    case .file(let error): error.remedy
    case .type: "convert the array, as with a.astype(\"float32\"), and save it again"
    case .entry, .noSuchArray: "check that this is the right file, and the name against its list of arrays"
    case .declaration: "give each array a name of its own, and its elements whole"
    default: "the file is truncated or damaged: fetch or write it again"
    }
  }
}
