import Files

/// A reason why a file cannot be opened as weights, before its format is known.
public struct WeightArchiveError: Error, Equatable, Sendable {
  /// What is wrong.
  public enum Reason: Equatable, Sendable {
    /// The operating system refused.
    case file(FileError)
    /// The file's first bytes are those of no known format.
    case unknownFormat(beginning: [UInt8])
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

extension WeightArchiveError: CustomStringConvertible {
  /// The file, what is wrong with it and the remedy in one line.
  public var description: String {
    switch reason {
    case .file(let error):
      return error.description
    case .unknownFormat(let beginning):
      let found = beginning.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
      let problem =
        beginning.isEmpty ? "an empty file is not one of weights" : "begins with \(found), as no format of weights does"
      return "\(file): \(problem); give a file of one of these formats: "
        + WeightArchiveFormat.allCases.map(\.rawValue).joined(separator: ", ")
    }
  }
}
