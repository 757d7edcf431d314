import Tensors

/// What a classifier's answers to images of known classes add up to: accuracy, loss, confusion, calibration.
public struct ClassificationMeasures: Sendable, Equatable {
  /// The images of an interval of confidence, for the reliability diagram.
  public struct Bin: Sendable, Equatable {
    /// Images whose best probability lies in the interval.
    public var images = 0
    /// Those of them that are right.
    public var correct = 0
    /// The sum of their best probabilities.
    public var confidenceSum = 0.0

    /// Mean best probability; NaN without images.
    public var confidence: Double { confidenceSum / Double(images) }
    /// Fraction that is right; NaN without images.
    public var accuracy: Double { Double(correct) / Double(images) }
  }

  /// What is left when images below a confidence get no answer.
  public struct Coverage: Sendable, Equatable {
    /// The lowest best probability that is answered.
    public let threshold: Double
    /// The fraction of images that are answered.
    public let coverage: Double
    /// The fraction of those that is right; NaN if none is answered.
    public let accuracy: Double
  }

  /// A class's images.
  public struct ClassCounts: Sendable, Equatable {
    /// Images of the class.
    public var images = 0
    /// Those that were taken for it.
    public var top1 = 0
    /// Those for which it was among the five likeliest.
    public var top5 = 0
    /// Images of any class that were taken for it.
    public var predicted = 0

    /// Of the class's images, the fraction that was found; NaN without images.
    public var recall: Double { Double(top1) / Double(images) }
    /// Of the images that were taken for it, the fraction that is of it; NaN without any.
    public var precision: Double { Double(top1) / Double(predicted) }
  }

  /// Intervals of confidence of the same width, from 0 to 1.
  public static let binCount = 15

  /// Images counted.
  public private(set) var images = 0
  /// Images whose class was the likeliest.
  public private(set) var top1 = 0
  /// Images whose class was among the five likeliest.
  public private(set) var top5 = 0
  /// The sum of −ln p of the images' classes.
  public private(set) var lossSum = 0.0
  /// Images by class.
  public private(set) var classes: [ClassCounts]
  /// Images by their class and the likeliest: classes × classes, row after row.
  public private(set) var confusion: [Int]
  /// Images by confidence.
  public private(set) var bins = Array(repeating: Bin(), count: binCount)
  private var confidences: [Double] = []
  private var isCorrect: [Bool] = []

  /// No images of so many classes.
  public init(classes count: Int) {
    classes = Array(repeating: ClassCounts(), count: count)
    confusion = Array(repeating: 0, count: count * count)
  }

  /// Mean loss; NaN without images.
  public var loss: Double { lossSum / Double(images) }
  /// Fraction of images whose class was the likeliest; NaN without images.
  public var top1Accuracy: Double { Double(top1) / Double(images) }
  /// Fraction of images whose class was among the five likeliest; NaN without images.
  public var top5Accuracy: Double { Double(top5) / Double(images) }

  /// Adds an image.
  ///
  /// - Precondition: the label is one of the classes.
  public mutating func add(_ distribution: Distribution, label: Int) {
    let probabilities = distribution.probabilities
    let best = distribution.best
    let own = probabilities[label]
    // Of equal probabilities the lower label comes first, as everywhere.
    let rank = probabilities.indices.reduce(0) { count, other in
      count + (probabilities[other] > own || (probabilities[other] == own && other < label) ? 1 : 0)
    }
    images += 1
    // The smallest number of double precision stands for a probability that vanished.
    lossSum -= Elementary.logarithm(max(own, Double.leastNormalMagnitude))
    classes[label].images += 1
    classes[best].predicted += 1
    confusion[label * classes.count + best] += 1
    if rank == 0 {
      top1 += 1
      classes[label].top1 += 1
    }
    if rank < 5 {
      top5 += 1
      classes[label].top5 += 1
    }
    let confidence = probabilities[best]
    let bin = confidence.isNaN ? 0 : min(Self.binCount - 1, Int(confidence * Double(Self.binCount)))
    bins[bin].images += 1
    bins[bin].confidenceSum += confidence
    bins[bin].correct += rank == 0 ? 1 : 0
    confidences.append(confidence)
    isCorrect.append(rank == 0)
  }

  /// How far confidence is from accuracy: the mean of |accuracy − confidence| over bins, weighted by their images (Guo et
  /// al., 2017).
  public var expectedCalibrationError: Double {
    bins.filter { $0.images > 0 }.reduce(0) {
      $0 + Double($1.images) / Double(images) * abs($1.accuracy - $1.confidence)
    }
  }

  /// What is left when images whose best probability is below a threshold get no answer.
  public func coverage(below threshold: Double) -> Coverage {
    let answered = confidences.indices.filter { confidences[$0] >= threshold }
    return Coverage(
      threshold: threshold, coverage: Double(answered.count) / Double(images),
      accuracy: Double(answered.count { isCorrect[$0] }) / Double(answered.count))
  }

  /// Coverage and accuracy for thresholds from the surest images to all, in at most `count` steps.
  public func coverageCurve(_ count: Int = 100) -> [Coverage] {
    let order = confidences.indices.sorted { (confidences[$0], $1) > (confidences[$1], $0) }
    guard let last = order.indices.last else { return [] }
    var curve: [Coverage] = []
    var (correct, step) = (0, 1)
    for (place, image) in order.enumerated() {
      correct += isCorrect[image] ? 1 : 0
      // Images of the same confidence are answered together.
      guard place == last || confidences[order[place + 1]] < confidences[image] else { continue }
      guard place == last || (place + 1) * count >= step * order.count else { continue }
      curve.append(
        Coverage(
          threshold: confidences[image], coverage: Double(place + 1) / Double(order.count),
          accuracy: Double(correct) / Double(place + 1)))
      step = (place + 1) * count / order.count + 1
    }
    return curve
  }
}
