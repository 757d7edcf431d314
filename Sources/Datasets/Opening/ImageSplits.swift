/// A data set's images for training and those for validation, with the same classes.
public struct ImageSplits: Sendable {
  /// What to train on; without images if the data set has some for validation only.
  public var training: any ImageSource
  /// What to measure on.
  public var validation: any ImageSource
  /// How the data set is kept.
  public var kind: DatasetKind
  /// Mean image and colours of the training images, where the data set brings them along.
  public var statistics: ImageStatistics?
  /// What its user should know, a sentence each: files that were passed over, images that were held out.
  public var notes: [String]

  /// Puts a data set together.
  public init(
    training: any ImageSource, validation: any ImageSource, kind: DatasetKind,
    statistics: ImageStatistics? = nil, notes: [String] = []
  ) {
    self.training = training
    self.validation = validation
    self.kind = kind
    self.statistics = statistics
    self.notes = notes
  }
}
