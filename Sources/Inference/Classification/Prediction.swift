import Datasets

/// A class that an image may be of, and how likely it is.
public struct Prediction: Hashable, Sendable {
  /// The class's number.
  public let label: Int
  /// The class.
  public let imageClass: ImageClass
  /// Its probability, 0 to 1.
  public let probability: Double
  /// The probability's interval over dropout's masks; nil if they were not sampled.
  public let interval: ClosedRange<Double>?

  /// What people call the class.
  public var name: String { imageClass.name }

  /// The likeliest classes, best first; of equal ones the lower label is first.
  static func best(
    _ distribution: Distribution, classes: [ImageClass], count: Int
  ) -> [Prediction] {
    let probabilities = distribution.probabilities
    let order = probabilities.indices.sorted {
      (probabilities[$0].isNaN ? -1 : probabilities[$0], $1) > (probabilities[$1].isNaN ? -1 : probabilities[$1], $0)
    }
    return order.prefix(count).map { label in
      Prediction(
        label: label, imageClass: classes[label], probability: probabilities[label],
        interval: distribution.intervals?[label])
    }
  }
}
