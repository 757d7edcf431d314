import Networks

/// What an epoch gave.
public struct EpochRecord: Hashable, Sendable, Codable {
  /// Epochs done, this one included.
  public var epoch: Int
  /// Learning rate after the epoch.
  public var learningRate: Double
  /// The training images, each as the network saw it when its turn came.
  public var training: Evaluation
  /// The test images, after the epoch.
  public var test: Evaluation
  /// Seconds since the run began, over all its sessions.
  public var seconds: Double
}
