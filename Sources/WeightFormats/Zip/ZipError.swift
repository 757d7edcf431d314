import Files
import StreamCodecs

/// A reason why a zip archive cannot be read or written.
public struct ZipError: Error, Equatable, Sendable {
  /// What is wrong, with its facts; offsets count from the start of the file.
  public enum Reason: Equatable, Sendable {
    /// The operating system refused.
    case file(FileError)
    /// The file does not end with the record that ends an archive.
    case noEnd
    /// A record is not where another says.
    case noRecord(String, offset: UInt64)
    /// The archive is spread over several files.
    case severalDisks
    /// The directory does not have the number of entries, or of bytes, that the end says.
    case directory(found: Int, expected: UInt64)
    /// An entry's name is no UTF-8.
    case nameEncoding(offset: Int)
    /// Two entries have a name.
    case duplicateName(String)
    /// The bytes of an entry lie outside of the file, or inside of another's or the directory's.
    case misplaced(String, offset: UInt64)
    /// An entry is encrypted.
    case encrypted(String)
    /// An entry is compressed by another method than deflate.
    case method(UInt16, entry: String)
    /// An entry is larger than allowed.
    case tooLarge(String, size: UInt64, limit: Int)
    /// A compressed entry cannot be decompressed.
    case deflate(String, InflateError)
    /// An entry has another number of bytes than the directory says.
    case sizeMismatch(String, found: Int, expected: Int)
    /// An entry's bytes are not those that were stored.
    case checksumMismatch(String, stored: UInt32, computed: UInt32)
    /// The archive has no entry of the name.
    case noSuchEntry(String)
  }

  /// The file's path, or the name given with its bytes.
  public let file: String

  /// What is wrong.
  public let reason: Reason

  package init(file: String, reason: Reason) {
    self.file = file
    self.reason = reason
  }
}

extension ZipError: CustomStringConvertible {
  /// The file, the place, what is wrong there and the remedy in one line.
  public var description: String {
    if case .file(let error) = reason { return error.description }
    return "\(file): \(problem); \(remedy)"
  }

  private var problem: String {
    switch reason {
    case .file(let error): error.description
    case .noEnd: "the record that ends a zip archive is missing"
    case .noRecord(let record, let offset): "byte \(offset): there is no \(record)"
    case .severalDisks: "the zip archive is spread over several files"
    case .directory(let found, let expected): "the directory has \(found) entries or bytes, not \(expected)"
    case .nameEncoding(let offset): "byte \(offset): an entry's name is not UTF-8"
    case .duplicateName(let name): "two entries are called \(name.quoted)"
    case .misplaced(let name, let offset): "byte \(offset): the entry \(name.quoted) overlaps something else"
    case .encrypted(let name): "the entry \(name.quoted) is encrypted"
    case .method(let method, let name): "the entry \(name.quoted) is compressed by method \(method), not 0 or 8"
    case .tooLarge(let name, let size, let limit): "the entry \(name.quoted) has \(size) bytes, more than \(limit)"
    case .deflate(let name, let error): "the entry \(name.quoted): \(error)"
    case .sizeMismatch(let name, let found, let expected):
      "the entry \(name.quoted) has \(found) bytes, the directory says \(expected)"
    case .checksumMismatch(let name, let stored, let computed):
      "the entry \(name.quoted) has the checksum \(computed), the directory says \(stored)"
    case .noSuchEntry(let name): "no entry \(name.quoted)"
    }
  }

  private var remedy: String {
    switch reason {
    case .file(let error): error.remedy
    case .severalDisks: "join its parts first"
    case .encrypted: "write it again without a password"
    case .method: "write it again stored or deflated"
    case .tooLarge: "no file of weights needs that much; if this one does, write it again uncompressed"
    case .noSuchEntry: "check that this is the right file"
    default: "the file is truncated or damaged: fetch or write it again"
    }
  }
}
