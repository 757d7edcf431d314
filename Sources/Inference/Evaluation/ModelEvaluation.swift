import Datasets
import ImageCodecs
import Tensors

/// Measures a classifier on images of known classes, and fits its calibration to some of them first if that is asked for.
public struct ModelEvaluation {
  /// What is fitted before measuring.
  public struct Fit: Hashable, Sendable {
    /// Whether the temperature is fitted.
    public var temperature = false
    /// Whether the weights of an ensemble are fitted.
    public var weights = false
    /// The part of the images that is fitted on; the others are measured.
    public var fraction = 0.5

    /// Nothing is fitted.
    public init() {}

    /// Whether anything is fitted.
    public var isNeeded: Bool { temperature || weights }
  }

  /// What was fitted; nil if nothing was.
  public private(set) var calibration: Calibration?
  /// The measures of the images that were not fitted on.
  public private(set) var measures: ClassificationMeasures
  /// The same images' measures before the fit; nil if there was none.
  public private(set) var uncalibrated: ClassificationMeasures?
  /// The same images seen with dropout's masks; nil if the classifier's options have none.
  public private(set) var dropout: DropoutSummary?
  /// Images that could not be read.
  public private(set) var failures: [DatasetError] = []

  /// Measures.
  ///
  /// - Parameters:
  ///   - classifier: the networks.
  ///   - source: the images.
  ///   - mapping: which of the network's classes those of the source are.
  ///   - seed: what the choice of images to fit on is drawn with.
  ///   - fit: what is fitted first; which images it is fitted on depends on the seed and their number alone.
  ///   - skipsBadImages: whether images that cannot be read are left out; else they end the evaluation.
  ///   - progress: is told the images that are done; what it throws ends the evaluation.
  /// - Throws: `ModelError`, `DatasetError`, and what `progress` throws.
  public init(
    _ classifier: Classifier, on source: any ImageSource, mapping: ClassMapping, fit: Fit = Fit(),
    skipsBadImages: Bool = false, seed: UInt64 = 0, progress: (Int) throws -> Void = { _ in }
  ) throws {
    let classes = classifier.classes.count
    measures = ClassificationMeasures(classes: classes)
    let samples = classifier.options.dropoutSamples
    if samples > 0 { dropout = DropoutSummary(samples: samples, classes: classes) }
    var measured = Array(0..<source.count)
    var classifier = classifier
    let plain = classifier
    var done = 0
    if fit.isNeeded {
      let order = RandomStream(seed: seed, purpose: .dataOrder, index: 0).permutation(count: source.count)
      let fitted = order.prefix(Int(Double(source.count) * fit.fraction)).map(\.self).sorted()
      guard !fitted.isEmpty, fitted.count < source.count else {
        throw ModelError.ensemble("\(source.count) images are too few to fit on some and measure the others")
      }
      measured = order.dropFirst(fitted.count).map(\.self).sorted()
      let calibration = try Self.fit(
        classifier, source, fitted, mapping, fit, skipsBadImages: skipsBadImages, failures: &failures
      ) {
        done += $0
        try progress(done)
      }
      self.calibration = calibration
      classifier = try Classifier(classifier, calibration: calibration)
      uncalibrated = ClassificationMeasures(classes: classes)
    }
    try classifier.forEachBatch(source, measured) { numbers, images in
      let readable = try Self.readable(images, numbers, skipsBadImages: skipsBadImages, failures: &failures)
      let separate = try classifier.separateDistributions(readable.images)
      for (place, number) in readable.numbers.enumerated() {
        let label = mapping.labels[source.label(at: number)]
        let parts = separate.map { $0[place] }
        let distribution = Distribution.mean(parts, weights: classifier.weights)
          .tempered(classifier.options.temperature)
        measures.add(distribution, label: label)
        if samples > 0 {
          let sampled = try classifier.dropoutSamples(readable.images[place], number: number)
          dropout?.add(sampled, answer: distribution.best, label: label)
        }
        uncalibrated?.add(
          Distribution.mean(parts, weights: plain.weights).tempered(plain.options.temperature), label: label)
      }
      done += numbers.count
      try progress(done)
    }
  }

  /// The images of a batch that could be read, with their numbers; throws or notes why the others could not.
  private static func readable(
    _ images: [Result<Image, DatasetError>], _ numbers: [Int], skipsBadImages: Bool, failures: inout [DatasetError]
  ) throws(DatasetError) -> (images: [Image], numbers: [Int]) {
    var readable: (images: [Image], numbers: [Int]) = ([], [])
    for (image, number) in zip(images, numbers) {
      switch image {
      case .success(let image):
        readable.images.append(image)
        readable.numbers.append(number)
      case .failure(let error):
        guard skipsBadImages else { throw error }
        failures.append(error)
      }
    }
    return readable
  }

  /// Fits to images.
  private static func fit(
    _ classifier: Classifier, _ source: any ImageSource, _ indices: [Int], _ mapping: ClassMapping, _ fit: Fit,
    skipsBadImages: Bool, failures: inout [DatasetError], progress: (Int) throws -> Void
  ) throws -> Calibration {
    var labels: [Int] = []
    var separate: [[Distribution]] = classifier.models.map { _ in [] }
    var failed: [DatasetError] = []
    try classifier.forEachBatch(source, indices) { numbers, images in
      let readable = try Self.readable(images, numbers, skipsBadImages: skipsBadImages, failures: &failed)
      labels += readable.numbers.map { mapping.labels[source.label(at: $0)] }
      let distributions = try classifier.separateDistributions(readable.images)
      for (index, rows) in distributions.enumerated() { separate[index] += rows }
      try progress(numbers.count)
    }
    failures += failed
    var weights = classifier.weights
    if fit.weights {
      weights = CalibrationFit.weights(
        separate.map { rows in rows.indices.map { rows[$0].probabilities[labels[$0]] } })
    }
    var temperature = classifier.options.temperature
    if fit.temperature {
      let mixed = labels.indices.map { image in Distribution.mean(separate.map { $0[image] }, weights: weights) }
      temperature = CalibrationFit.temperature(mixed, labels: labels)
    }
    return Calibration(
      temperature: temperature, weights: classifier.models.count > 1 ? weights : nil,
      networks: classifier.models.map(\.path), images: labels.count)
  }
}
