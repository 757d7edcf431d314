/// An image that no JPEG file can hold.
public enum JPEGEncodingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A side has more than 65535 pixels, the most that the format's 16 bits can say.
  case tooLarge(width: Int, height: Int)

  /// What is wrong, and what to do, in one line.
  public var description: String {
    switch self {
    case .tooLarge(let width, let height):
      "an image of \(width) × \(height) pixels does not fit a JPEG file (at most 65535 a side); shrink it or cut it up"
    }
  }
}
