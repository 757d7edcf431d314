import Kernels
import Tensors

/// Values set to zero at random while training (paper, section 4.2).
///
///     training: y = x · m, where the mask m is 0 with probability p, else a factor
///     testing:  y = x · f
///
/// Any shape N×…; the output and the mask have it, too. Which of the two scales is a convention: the paper and its code
/// keep the values while training (factor 1) and multiply by f = 1 − p in testing; Caffe, PyTorch and darknet multiply by
/// the factor 1/(1 − p) while training, and testing changes nothing. They agree in expectation only.
///
/// Masks are drawn by counting: element i of image n uses number (firstImage + n) · (values of an image) + i of the
/// stream, so that parts of a batch draw what the whole batch would, on any number of threads.
///
/// Backward needs the mask: `dx = dy · m`. Zero times NaN or ±∞ is NaN: dropping hides neither.
public struct Dropout: Hashable, Sendable {
  /// When values are scaled, so that training and testing agree in expectation.
  public enum Scaling: String, Hashable, Sendable {
    /// By 1/(1 − p) while training, not in testing.
    case training
    /// By 1 − p in testing, not while training.
    case testing
  }

  /// The probability of dropping a value: p, from 0 to below 1.
  public var rate: Double
  /// When values are scaled.
  public var scaling: Scaling

  /// Dropout of the given rate and convention. The rate is checked on use.
  public init(rate: Double, scaling: Scaling) {
    self.rate = rate
    self.scaling = scaling
  }

  static let name = "dropout"

  /// Scalars that are worth a task.
  static let grain = 16384

  /// What kept values are multiplied by while training.
  public var trainingFactor: Double { scaling == .training ? 1 / (1 - rate) : 1 }

  /// What all values are multiplied by in testing.
  public var testingFactor: Double { scaling == .testing ? 1 - rate : 1 }

  /// The output's shape: the input's.
  ///
  /// - Throws: `ShapeError` if the rate is not from 0 to below 1, or the input has no dimension of images.
  public func outputShape(_ input: Shape) throws(ShapeError) -> Shape {
    guard rate >= 0, rate < 1 else {
      throw ShapeError(
        operation: Self.name, argument: "rate", given: "\(rate)", expected: "a probability from 0 to below 1")
    }
    guard input.rank > 0 else {
      throw ShapeError(
        operation: Self.name, argument: "input", given: input.description, expected: "a shape N×…")
    }
    return input
  }

  /// Throws unless an operand has the input's shape.
  func check(_ shape: Shape, equals input: Shape, argument: String) throws(ShapeError) {
    try ShapeError.check(
      shape, equals: input, operation: Self.name, argument: argument, legend: "the input's shape")
  }
}
