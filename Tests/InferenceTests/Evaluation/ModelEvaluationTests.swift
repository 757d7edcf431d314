import Datasets
import ImageCodecs
import Inference
import Kernels
import Networks
import Tensors
import Testing

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
    #expect(evaluation.calibration == nil && evaluation.uncalibrated == nil)
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
