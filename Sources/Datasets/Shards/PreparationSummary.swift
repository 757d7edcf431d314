/// How far a preparation is.
public struct PreparationProgress: Hashable, Sendable {
  /// The images that are done, those of earlier sessions and those that were skipped included.
  public let completed: Int
  /// The images of both splits.
  public let total: Int
}

/// What a preparation did.
public struct PreparationSummary: Equatable, Sendable {
  /// What was written of a split.
  public struct Split: Equatable, Sendable {
    /// The images in its shards.
    public var images = 0
    /// Its shards.
    public var shards = 0
    /// The bytes of its shards.
    public var bytes = 0
  }

  /// An image that was left out.
  public struct SkippedImage: Hashable, Sendable, Codable {
    /// Where it comes from.
    public let name: String
    /// What is wrong with it, in one line; begins with its name.
    public let reason: String

    /// An image, and an error's description of what is wrong with it.
    init(name: String, reason: String) {
      self.name = Self.singleLine(name)
      self.reason = Self.singleLine(reason)
    }

    /// Text without control characters, which could make lines of their own in a list, or steer a terminal.
    private static func singleLine(_ text: String) -> String {
      String(
        String.UnicodeScalarView(
          text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{fffd}" : $0 }))
    }
  }

  /// The shards of training images.
  public var training = Split()
  /// The shards of validation images.
  public var validation = Split()
  /// The images that were left out, in the order of the shards; not known any more of a preparation that was complete before.
  public var skipped: [SkippedImage] = []
  /// The number of images that were left out.
  public var skippedCount = 0
  /// The statistics of the training images; nil if there are none, or the preparation is not complete.
  public var statistics: ImageStatistics?
  /// Whether everything is written; if not, the same preparation goes on where this one stopped.
  public var isComplete = false
  /// The images that earlier sessions had done already.
  public var resumedImages = 0
}
