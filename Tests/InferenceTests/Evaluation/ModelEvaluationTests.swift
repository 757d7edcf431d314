import Datasets
import ImageCodecs
import Kernels
import Networks
import Tensors
import Testing

@testable import Inference

struct ModelEvaluationTests {
  private func model(seed: UInt64) throws -> Model {
    let network = try Network<Float>(NetworkSpecification.compact().reduced(by: 8), capacity: 1, purpose: .inference)
    network.initialize(seed: seed)
    var archive = MemoryArchive(network)
    archive.metadata = ["alexnet.network": "compact"]
    return try Model(archive)
  }

  private func images(_ count: Int = 40) -> LabeledImages {
    let stream = RandomStream(seed: 4, purpose: .verification)
    return LabeledImages(
      height: 28, width: 28, channels: 1,
      pixels: (0..<count * 784).map { UInt8(truncatingIfNeeded: stream.integer($0 / 28, below: 256)) },
      labels: (0..<count).map { UInt16($0 * 3 % 10) }, classNames: (0..<10).map { "c\($0)" })
  }

  private func mapping(_ classifier: Classifier, _ images: LabeledImages) throws -> ClassMapping {
    try ClassMapping(data: images.classes, network: classifier.classes, source: "test")
  }

  @Test func `an evaluation counts what the classifier says of each image`() throws {
    let classifier = try Classifier([model(seed: 1)])
    let images = images()
    let evaluation = try ModelEvaluation(classifier, on: images, mapping: mapping(classifier, images))
    var expected = ClassificationMeasures(classes: 10)
    for index in 0..<images.count {
      let image = try images.image(at: index, options: DecodingOptions())
      expected.add(try classifier.distributions([image])[0], label: images.label(at: index))
    }
    #expect(evaluation.measures == expected)
    #expect(evaluation.calibration == nil && evaluation.uncalibrated == nil && evaluation.dropout == nil)
    // The network's own evaluation agrees.
    let network = try model(seed: 1).network(capacity: images.count)
    let preparation = try model(seed: 1).preparation
    for index in 0..<images.count {
      let image = try images.image(at: index, options: DecodingOptions())
      let values: [Float] = preparation.values(preparation.prepare(image))
      for (place, value) in values.enumerated() { network.input(count: images.count).base[index * 784 + place] = value }
    }
    try network.forward(count: images.count, pass: .testing)
    let own = try network.evaluate(labels: (0..<images.count).map { images.label(at: $0) })
    #expect(own.top1 == expected.top1 && own.top5 == expected.top5)
    #expect(abs(own.lossSum - expected.lossSum) < 1e-4 * own.lossSum)
  }

  @Test func `what is fitted on is not measured, and the fit is reproducible`() throws {
    let classifier = try Classifier([model(seed: 1), model(seed: 2)])
    let images = images()
    var fit = ModelEvaluation.Fit()
    fit.temperature = true
    fit.weights = true
    fit.fraction = 0.25
    let mapping = try mapping(classifier, images)
    var progress: [Int] = []
    let first = try ModelEvaluation(classifier, on: images, mapping: mapping, fit: fit) { progress.append($0) }
    #expect(first.measures.images == 30 && first.uncalibrated?.images == 30)
    #expect(progress.last == 40 && progress == progress.sorted())
    let calibration = try #require(first.calibration)
    #expect(calibration.images == 10)
    #expect(calibration.weights?.count == 2 && abs((calibration.weights ?? []).reduce(0, +) - 1) < 1e-9)
    // Networks that know nothing are too sure of themselves.
    #expect(calibration.temperature > 1)
    #expect(first.measures.loss < (first.uncalibrated?.loss ?? 0))
    let second = try ModelEvaluation(classifier, on: images, mapping: mapping, fit: fit)
    #expect(second.calibration == calibration && second.measures == first.measures)
    let other = try ModelEvaluation(classifier, on: images, mapping: mapping, fit: fit, seed: 1)
    #expect(other.calibration != calibration)
  }

  @Test func `dropout's masks are summed up, the same for every batch`() throws {
    let images = images()
    func evaluate(batch: Int, seed: UInt64 = 7) throws -> (classifier: Classifier, evaluation: ModelEvaluation) {
      var options = ClassificationOptions()
      options.dropoutSamples = 6
      options.batch = batch
      options.seed = seed
      let classifier = try Classifier([model(seed: 1)], options: options)
      return (classifier, try ModelEvaluation(classifier, on: images, mapping: mapping(classifier, images)))
    }
    let (classifier, evaluation) = try evaluate(batch: 32)
    let dropout = try #require(evaluation.dropout)
    var means = ClassificationMeasures(classes: 10)
    var widths: (right: [Double], wrong: [Double]) = ([], [])
    for index in 0..<images.count {
      let image = try images.image(at: index, options: DecodingOptions())
      let samples = try classifier.dropoutSamples(image, number: index).map(\.probabilities)
      let sum = (0..<10).map { label in samples.reduce(0) { $0 + $1[label] * (1.0 / 6) } }
      means.add(Distribution(probabilities: sum), label: images.label(at: index))
      let plain = try classifier.distributions([image], first: index)[0]
      let interval = try #require(plain.intervals?[plain.best])
      let width = interval.upperBound - interval.lowerBound
      if plain.best == images.label(at: index) { widths.right.append(width) } else { widths.wrong.append(width) }
    }
    #expect(dropout.samples == 6 && dropout.measures == means)
    #expect(!widths.right.isEmpty && !widths.wrong.isEmpty)
    #expect(dropout.widthWhereRight == widths.right.reduce(0, +) / Double(widths.right.count))
    #expect(dropout.widthWhereWrong == widths.wrong.reduce(0, +) / Double(widths.wrong.count))
    #expect(try evaluate(batch: 7).evaluation.dropout == dropout)
    #expect(try evaluate(batch: 32, seed: 8).evaluation.dropout != dropout)
  }

  @Test func `a fit that leaves nothing to measure, or fits on nothing, is refused`() throws {
    let classifier = try Classifier([model(seed: 1)])
    let images = images(3)
    var fit = ModelEvaluation.Fit()
    fit.temperature = true
    fit.fraction = 0.1
    #expect(throws: ModelError.self) {
      try ModelEvaluation(classifier, on: images, mapping: mapping(classifier, images), fit: fit)
    }
  }
}
