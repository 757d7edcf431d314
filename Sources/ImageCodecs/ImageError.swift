/// A file that cannot be decoded as an image: what is wrong with it, and at which byte.
public struct ImageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with the file.
  public enum Reason: Hashable, Sendable {
    /// The file begins as no known format does.
    case unrecognized
    /// The file breaks its format's rules: what was found, and what the rules ask for.
    case malformed(found: String, expected: String)
    /// The file ends, or a marker comes, before all of the image's data: what is missing.
    case truncated(missing: String)
    /// The file uses a part of its format that is not decoded.
    case unsupported(String)
    /// Stored check of the data and the computed one differ: what was checked.
    case checksumMismatch(String)
    /// The image has more pixels than the caller allows.
    case tooLarge(width: Int, height: Int, limit: Int)
  }

  /// The format that the file was decoded as; nil if it begins as none does.
  public let format: ImageFormat?
  /// What is wrong.
  public let reason: Reason
  /// Where: a byte offset in the file.
  public let offset: Int

  /// An error for this reason at this byte.
  package init(_ format: ImageFormat?, _ reason: Reason, offset: Int) {
    self.format = format
    self.reason = reason
    self.offset = offset
  }

  /// What is wrong, where, and what to do, in one line.
  public var description: String {
    "byte \(offset)\(format.map { " of the \($0.rawValue) data" } ?? ""): \(explanation)"
  }

  private var explanation: String {
    switch reason {
    case .unrecognized:
      return "this is no image of a known format; give a JPEG, PNG or PNM file"
    case .malformed(let found, let expected):
      return "\(found) (expected \(expected)); the file is damaged: fetch or produce it again"
    case .truncated(let missing):
      return
        "the file is cut short: \(missing) is missing; fetch it again, or allow truncated files to get what there is"
    case .unsupported(let feature):
      return "\(feature) is not supported; convert the file to an ordinary 8-bit JPEG, PNG or PNM"
    case .checksumMismatch(let what):
      return "the check of \(what) is wrong; the file is damaged: fetch or produce it again"
    case .tooLarge(let width, let height, let limit):
      return
        "the image has \(width) × \(height) pixels, more than the limit of \(limit); raise the limit if it is meant"
    }
  }
}
