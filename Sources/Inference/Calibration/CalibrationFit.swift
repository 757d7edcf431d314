import Networks
import Tensors

/// Fits a temperature and the weights of an ensemble to images of known classes, by the least mean of −ln p.
public enum CalibrationFit {
  /// Steps that bring weights to where single steps change them by less than rounding.
  private static let weightSteps = 2000
  /// Steps that bring the temperature to nine digits.
  private static let temperatureSteps = 60

  /// The weights under which a mixture of networks gives the images' classes the largest likelihood.
  ///
  /// Expectation-maximization: `w ← mean over images of w·p / Σ w·p`. The likelihood is concave in the weights, and no step
  /// lowers it.
  ///
  /// - Parameter probabilities: what each network gives the class of each image: networks × images.
  public static func weights(_ probabilities: [[Double]]) -> [Double] {
    let count = probabilities.first?.count ?? 0
    var weights = probabilities.map { _ in 1 / Double(probabilities.count) }
    guard count > 0, weights.count > 1 else { return weights }
    for _ in 0..<weightSteps {
      var sums = weights.map { _ in 0.0 }
      for image in 0..<count {
        let parts = weights.indices.map { weights[$0] * max(probabilities[$0][image], .leastNormalMagnitude) }
        let whole = parts.reduce(0, +)
        for index in sums.indices { sums[index] += parts[index] / whole }
      }
      let total = sums.reduce(0, +)
      let next = sums.map { $0 / total }
      let change = zip(next, weights).map { abs($0 - $1) }.max() ?? 0
      weights = next
      if change < 1e-12 { break }
    }
    return weights
  }

  /// The temperature under which distributions give the images' classes the largest likelihood.
  ///
  /// A search by the golden section between 1/20 and 20: the loss is convex in 1/T.
  ///
  /// - Parameters:
  ///   - distributions: one an image, untempered.
  ///   - labels: the images' classes.
  public static func temperature(_ distributions: [Distribution], labels: [Int]) -> Double {
    guard !distributions.isEmpty else { return 1 }
    let logarithms = distributions.map { $0.probabilities.map { Elementary.logarithm(max($0, .leastNormalMagnitude)) } }
    let golden = (Double(5).squareRoot() - 1) / 2
    let limit = Elementary.logarithm(20)
    var (low, high) = (-limit, limit)
    var (left, right) = (high - golden * (high - low), low + golden * (high - low))
    var (leftLoss, rightLoss) = (loss(logarithms, labels, left), loss(logarithms, labels, right))
    for _ in 0..<temperatureSteps {
      if leftLoss <= rightLoss {
        (high, right, rightLoss) = (right, left, leftLoss)
        left = high - golden * (high - low)
        leftLoss = loss(logarithms, labels, left)
      } else {
        (low, left, leftLoss) = (left, right, rightLoss)
        right = low + golden * (high - low)
        rightLoss = loss(logarithms, labels, right)
      }
    }
    return Elementary.exponential((low + high) / 2)
  }

  /// The sum of −ln p at a logarithm of the temperature; images are added in order.
  private static func loss(_ logarithms: [[Double]], _ labels: [Int], _ exponent: Double) -> Double {
    let inverse = Elementary.exponential(-exponent)
    let losses = [Double](unsafeUninitializedCapacity: labels.count) { buffer, count in
      Parallel.forEach(labels.count) { image in
        let scores = logarithms[image]
        let largest = scores.reduce(-Double.infinity) { max($0, $1) }
        let sum = scores.reduce(0) { $0 + Elementary.exponential(($1 - largest) * inverse) }
        buffer[image] = Elementary.logarithm(sum) - (scores[labels[image]] - largest) * inverse
      }
      count = labels.count
    }
    return losses.reduce(0, +)
  }
}
