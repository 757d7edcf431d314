import Datasets
import ImageCodecs
import Inference
import Kernels
import Networks
import Operations
import Tensors
import TestSupport
import Testing

struct ClassifierTests {
  /// A small torchvision network with weights of some size, so that probabilities differ.
  private func model(seed: UInt64 = 5, classes: Int = 1000) throws -> Model {
    let network = try Network<Float>(
      NetworkSpecification.torchvision(classes: classes).reduced(by: 16), capacity: 1, purpose: .inference)
    network.initialize(seed: seed)
    var archive = MemoryArchive(network)
    for index in network.plan.parameters.indices {
      archive.add(
        network.plan.fieldName(index), network.plan.fieldShape(index).dimensions,
        network.exportParameter(index).map { 3 * $0 })
    }
    archive.metadata = ["alexnet.network": "torchvision"]
    return try Model(archive)
  }

  /// Images of different sizes, some gray.
  private func images(_ count: Int) -> [Image] {
    (0..<count).map { number in
      let (width, height, channels) = (230 + 17 * number, 300 - 11 * number, number % 3 == 2 ? 1 : 3)
      let stream = RandomStream(seed: 9, purpose: .verification, index: number)
      return Image(
        width: width, height: height, channels: channels,
        pixels: (0..<width * height * channels).map { UInt8(truncatingIfNeeded: stream.integer($0 / 900, below: 256)) })
    }
  }

  private func distributions(
    _ models: [Model], _ images: [Image], batch: Int, views: ClassificationOptions.Views = .centre, samples: Int = 0
  ) throws -> [Distribution] {
    var options = ClassificationOptions()
    options.batch = batch
    options.views = views
    options.dropoutSamples = samples
    return try Classifier(models, options: options).distributions(images)
  }

  @Test(arguments: [ClassificationOptions.Views.centre, .ten], [0, 3])
  func `an image gives the same bits whatever batch it is in`(
    _ views: ClassificationOptions.Views, _ samples: Int
  ) throws {
    let models = [try model()]
    let images = images(4)
    let whole = try distributions(models, images, batch: 7, views: views, samples: samples)
    #expect(whole[0] != whole[1])
    #expect(try distributions(models, images, batch: 1, views: views, samples: samples) == whole)
    let threads = try Parallel.withThreads(1) {
      try distributions(models, images, batch: 3, views: views, samples: samples)
    }
    #expect(threads == whole)
  }

  @Test(arguments: [Convolution.Algorithm.winograd4x4, .winograd6x6])
  func `Winograd's convolutions change logits a little, the same in every batch, and are named`(
    _ algorithm: Convolution.Algorithm
  ) throws {
    let model = try model()
    let images = images(3)
    func classifier(_ algorithm: Convolution.Algorithm?, batch: Int) throws -> Classifier {
      var options = ClassificationOptions()
      options.batch = batch
      options.convolution = algorithm
      return try Classifier([model], options: options)
    }
    let exact = try classifier(nil, batch: 3).logits(images).flatMap { $0 }
    let winograd = try classifier(algorithm, batch: 3)
    let logits = try winograd.logits(images).flatMap { $0 }
    #expect(try classifier(algorithm, batch: 1).logits(images).flatMap { $0 } == logits)
    let largest = exact.reduce(0) { max($0, abs($1)) }
    let difference = zip(exact, logits).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(difference > 0 && difference <= largest * 0x1p-17)
    #expect(winograd.notes.contains { $0.contains(algorithm.rawValue) })
  }

  @Test(arguments: [NarrowWeights<Float>.Format.float16, .bfloat16, .int8])
  func `narrow weights change logits a little, the same in every batch`(_ format: NarrowWeights<Float>.Format) throws {
    let model = try model()
    let images = images(3)
    func logits(_ format: NarrowWeights<Float>.Format?, batch: Int) throws -> [Float] {
      var options = ClassificationOptions()
      options.batch = batch
      options.denseWeights = format
      return try Classifier([model], options: options).logits(images).flatMap { $0 }
    }
    let (exact, narrow) = (try logits(nil, batch: 3), try logits(format, batch: 3))
    #expect(try logits(format, batch: 1) == narrow)
    // Three layers, each off by at most 2⁻⁸ of its largest terms.
    let largest = exact.reduce(0) { max($0, abs($1)) }
    let difference = zip(exact, narrow).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(difference > 0 && difference <= largest * 3 * 0x1p-8)
  }

  @Test func `probabilities are the softmax of the logits, the best class has the largest`() throws {
    let classifier = try Classifier([try model()])
    let image = images(1)[0]
    let logits = try classifier.logits([image])[0]
    let best = try classifier.classify(image)
    let label = try #require(logits.indices.max { logits[$0] < logits[$1] })
    #expect(best.map(\.label).first == label)
    #expect(best.count == 5)
    #expect(zip(best, best.dropFirst()).allSatisfy { $0.probability >= $1.probability })
    #expect(best[0].name == ImageNetClasses.all[label].name)
    // Differences of logits are logarithms of ratios.
    let ratio = Elementary.logarithm(best[0].probability / best[1].probability)
    #expect(abs(ratio - Double(logits[label] - logits[best[1].label])) < 1e-5)
    let all = try classifier.classify(image, top: 2000)
    #expect(all.count == 1000)
    #expect(abs(all.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
  }

  @Test func `an ensemble has the mean of its networks' probabilities`() throws {
    let models = [try model(seed: 1), try model(seed: 2)]
    let images = images(2)
    let (first, second) = try (
      distributions([models[0]], images, batch: 4), distributions([models[1]], images, batch: 4)
    )
    let both = try distributions(models, images, batch: 4)
    for label in [0, 17, 999] {
      let mean = 0.5 * first[1].probabilities[label] + 0.5 * second[1].probabilities[label]
      #expect(both[1].probabilities[label] == mean)
    }
    var options = ClassificationOptions()
    options.weights = [1, 0]
    #expect(try Classifier(models, options: options).distributions(images) == first)
  }

  @Test func `ten views have the mean of their probabilities`() throws {
    let model = try model()
    let image = images(1)[0]
    let ten = try distributions([model], [image], batch: 8, views: .ten)[0]
    #expect(try ten != distributions([model], [image], batch: 8)[0])
    let values = model.preparation.views(image).map { model.preparation.values($0, as: Float.self) }
    let network = try model.network(capacity: 10)
    for (place, value) in values.joined().enumerated() { network.input(count: 10).base[place] = value }
    try network.forward(count: 10, pass: .testing)
    let probabilities = try network.predict(count: 10)
    for label in [3, 500] {
      let mean = (0..<10).reduce(0.0) { $0 + Double(probabilities[$1 * 1000 + label]) } / 10
      #expect(abs(ten.probabilities[label] - mean) <= 1e-5 * mean)
    }
  }

  @Test func `a temperature flattens probabilities and keeps their order`() throws {
    let plain = Distribution(logits: [1, 3, 2])
    let warm = plain.tempered(2)
    let expected = Distribution(logits: [0.5, 1.5, 1])
    #expect(zip(warm.probabilities, expected.probabilities).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(plain.tempered(1) == plain)
    #expect(warm.best == 1)
  }

  @Test func `intervals of dropout are reproducible and hold more than a point`() throws {
    let models = [try model()]
    let image = images(1)
    let first = try distributions(models, image, batch: 4, samples: 20)[0]
    #expect(try distributions(models, image, batch: 5, samples: 20)[0] == first)
    let interval = try #require(first.intervals?[first.best])
    #expect(interval.lowerBound < interval.upperBound)
    var options = ClassificationOptions()
    options.dropoutSamples = 20
    options.seed = 1
    #expect(try Classifier(models, options: options).distributions(image)[0].intervals != first.intervals)
  }

  @Test func `networks that do not belong together are refused`() throws {
    let models = [try model(), try model(classes: 7)]
    #expect(throws: ModelError.self) { try Classifier(models) }
    #expect(throws: ModelError.self) { try Classifier([]) }
    var options = ClassificationOptions()
    options.weights = [0.5, 0.6]
    #expect(throws: ModelError.self) { try Classifier([models[0], models[0]], options: options) }
  }

  @Test func `images that cannot be read are told, the others keep their numbers`() throws {
    let folder = try TemporaryFolder()
    try folder.write(PNGEncoder.encode(images(1)[0]), to: "a.png")
    try folder.write([1, 2, 3], to: "b.png")
    try folder.write(PNGEncoder.encode(images(2)[1]), to: "c.png")
    let paths = ["a.png", "b.png", "missing.png", "c.png"].map { folder.path($0) }
    let classifier = try Classifier([try model()])
    var seen: [Int: Bool] = [:]
    var last: Distribution?
    try classifier.classify(ImageFile.source(of: paths), [0, 1, 2, 3]) { number, outcome in
      if case .success(let distribution) = outcome {
        seen[number] = true
        last = distribution
      } else {
        seen[number] = false
      }
    }
    #expect(seen == [0: true, 1: false, 2: false, 3: true])
    #expect(try classifier.distributions([images(2)[1]])[0] == last)
    #expect(throws: DatasetError.self) { try classifier.classify(path: paths[1]) }
  }
}
