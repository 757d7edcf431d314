import Kernels
import Operations

/// How images are classified.
public struct ClassificationOptions: Hashable, Sendable {
  /// What of an image a network sees.
  public enum Views: Int, Hashable, Sendable, CaseIterable {
    /// Its middle.
    case centre = 1
    /// Four corners, the middle, and the mirror images of these; probabilities are averaged (the paper's section 4.1).
    case ten = 10
  }

  /// What of an image a network sees.
  public var views = Views.centre
  /// How weights of fully connected layers are kept; nil for as they are. Fewer bits are less memory, and for one image
  /// less time; what rounding costs shows in an evaluation.
  public var denseWeights: NarrowWeights<Float>.Format?
  /// How the convolutions that it can compute are computed; nil for as the bits are defined. Winograd's algorithms are faster,
  /// round differently, and say so in `Classifier.notes`.
  public var convolution: Convolution.Algorithm?
  /// The most views that pass through a network at once; no result depends on it.
  public var batch = 32
  /// What the logarithms of probabilities are divided by; 1 leaves them.
  public var temperature = 1.0
  /// The networks' weights in an ensemble, with the sum 1; nil for equal ones.
  public var weights: [Double]?
  /// Masks of dropout that an image is seen with, to give its probabilities intervals; 0 for none.
  public var dropoutSamples = 0
  /// The seed of dropout's masks.
  public var seed: UInt64 = 0

  /// One view, no calibration, equal weights.
  public init() {}
}
