import Datasets

/// What a run trains on and is measured by.
public struct TrainingData: Sendable {
  /// Images to train on.
  public var training: any ImageSource
  /// Images to measure on.
  public var validation: any ImageSource
  /// Mean image and colours of the training images, in the network's frame; nil where neither is needed.
  public var statistics: ImageStatistics?

  /// Data of a run.
  public init(training: any ImageSource, validation: any ImageSource, statistics: ImageStatistics? = nil) {
    self.training = training
    self.validation = validation
    self.statistics = statistics
  }
}
