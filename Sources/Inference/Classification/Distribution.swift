import Tensors

/// The probabilities of an image's classes, in double precision.
public struct Distribution: Equatable, Sendable {
  /// A probability for each class; their sum is 1.
  public let probabilities: [Double]
  /// The interval of each over dropout's masks; nil if they were not sampled.
  public let intervals: [ClosedRange<Double>]?

  /// Probabilities.
  public init(probabilities: [Double], intervals: [ClosedRange<Double>]? = nil) {
    self.probabilities = probabilities
    self.intervals = intervals
  }

  /// Softmax of logits.
  public init(logits: some Collection<Float>) {
    self.init(probabilities: Self.softmax(logits.map(Double.init)))
  }

  /// The number of the likeliest class; of equal ones the lowest.
  public var best: Int {
    var best = 0
    for (label, probability) in probabilities.enumerated() where probability > probabilities[best] { best = label }
    return best
  }

  /// The same distribution with its logarithms divided by a temperature: for one network and one view the softmax of its
  /// logits over the temperature.
  public func tempered(_ temperature: Double) -> Distribution {
    guard temperature != 1 else { return self }
    return Distribution(
      probabilities: Self.softmax(probabilities.map { Elementary.logarithm($0) / temperature }), intervals: intervals)
  }

  /// The weighted mean of distributions over the same classes, added in their order; weights have the sum 1.
  static func mean(_ distributions: [Distribution], weights: [Double]) -> Distribution {
    var sum = [Double](repeating: 0, count: distributions.first?.probabilities.count ?? 0)
    for (distribution, weight) in zip(distributions, weights) {
      for index in sum.indices { sum[index] += weight * distribution.probabilities[index] }
    }
    return Distribution(probabilities: sum)
  }

  /// Where 90 % of a class's probabilities lie in some distributions.
  ///
  /// - Precondition: there is one.
  static func interval(of label: Int, _ distributions: [Distribution]) -> ClosedRange<Double> {
    let sorted = distributions.map { $0.probabilities[label] }.sorted()
    let last = Double(sorted.count - 1)
    let (low, high) = (sorted[Int(0.05 * last)], sorted[Int((0.95 * last).rounded(.up))])
    // Probabilities that are no numbers have no order.
    return low <= high ? low...high : 0...1
  }

  private static func softmax(_ scores: [Double]) -> [Double] {
    let largest = scores.reduce(-Double.infinity) { max($0, $1) }
    let powers = scores.map { Elementary.exponential($0 - largest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }
}
