import Files
import WeightFormats

/// Why a golden case, or a candidate's results, cannot be read or computed.
public struct GoldenError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, with its facts.
  public enum Reason: Equatable, Sendable {
    /// There are no cases in a folder.
    case noCases
    /// The operating system refused.
    case file(FileError)
    /// A file of tensors cannot be read.
    case tensors(SafetensorsError)
    /// case.json is not the JSON that the format asks for.
    case syntax(String)
    /// The format's version is another one.
    case version(Int)
    /// A value of case.json is missing or is not what it must be.
    case value(String, expected: String)
    /// A tensor that case.json names is missing or is not what it must be.
    case tensor(String, expected: String)
  }

  /// The file or folder.
  public let path: String
  /// What is wrong.
  public let reason: Reason

  /// An error of a file or folder.
  public init(_ path: String, _ reason: Reason) {
    self.path = path
    self.reason = reason
  }

  /// The file, what is wrong there and the remedy, in one line.
  public var description: String {
    switch reason {
    case .noCases:
      "\(path): no golden case (a folder with case.json and tensors.safetensors) is in it; name the folder Fixtures of a "
        + "checkout of this package"
    case .file(let error): "\(error)"
    case .tensors(let error): "\(error)"
    case .syntax(let problem): "\(path): \(problem); Fixtures/README.md describes the format"
    case .version(let version): "\(path): format \(version) is not 1; use cases and program of the same version"
    case .value(let name, let expected): "\(path): \(name) must be \(expected); Fixtures/README.md describes the format"
    case .tensor(let name, let expected):
      "\(path): tensor \(name) must be \(expected); Fixtures/README.md describes the format"
    }
  }
}
