/// How images are read ahead of their use; none of it changes a result but `badImages`.
public struct LoadingOptions: Hashable, Sendable {
  /// What happens when an image cannot be read or decoded.
  public enum BadImages: String, Hashable, Sendable, Codable, CaseIterable {
    /// It is left out: its batch has an image less. All that were left out are listed.
    case skip
    /// Loading ends with its error.
    case fail
  }

  /// Threads that read, decode and prepare.
  public var workers: Int
  /// The most prepared images in memory that are not yet used.
  public var ahead: Int
  /// What happens when an image cannot be read or decoded.
  public var badImages: BadImages
  /// Whether JPEG files may be decoded at a part of their size where that still covers the frame: faster, and slightly other
  /// pixels.
  public var scalesInDecoder: Bool

  /// Options; see the properties.
  ///
  /// - Precondition: there is a worker, and it may work ahead.
  public init(workers: Int, ahead: Int, badImages: BadImages = .fail, scalesInDecoder: Bool = false) {
    precondition(workers >= 1 && ahead >= 1, "a loader works ahead with a thread")
    self.workers = workers
    self.ahead = ahead
    self.badImages = badImages
    self.scalesInDecoder = scalesInDecoder
  }
}
