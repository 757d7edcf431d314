import Datasets
import ImageCodecs
import Kernels
import Networks
import Tensors

/// Says what images show: a network with its weights, or several whose probabilities are averaged.
///
///     let classifier = try Classifier(weights: "alexnet.safetensors")
///     let best = try classifier.classify(path: "photo.jpg")
///     print(best[0].name, best[0].probability)
///
/// What an image gives depends on the image alone: not on the images before it, on the size of batches, on threads or
/// the processor. Use a classifier from one task at a time; it shares its work between threads itself.
public final class Classifier {
  /// The networks.
  public let models: [Model]
  /// How images are classified.
  public let options: ClassificationOptions
  /// The networks' weights in the mean, with the sum 1.
  public let weights: [Double]
  private let networks: [Network<Float>]

  /// The classes; labels are their positions.
  public var classes: [ImageClass] { models[0].classes }

  /// What was recognized of the weights, and what makes results other than those that are defined to the bit.
  public var notes: [String] {
    models.flatMap(\.notes)
      + (options.convolution.map { ["convolutions by \($0), where it can: other bits than direct convolution's"] } ?? [])
      + (options.denseWeights.map { ["weights of fully connected layers rounded to \($0)"] } ?? [])
  }

  /// A classifier of one file of weights, whatever network it is of; see `Model`.
  ///
  /// - Throws: `ModelError`.
  public convenience init(
    weights path: String, options: ClassificationOptions = ClassificationOptions()
  ) throws(ModelError) {
    try self.init([try Model(weights: path)], options: options)
  }

  /// A classifier of one network, or of an ensemble.
  ///
  /// - Throws: `ModelError` if weights cannot be read, the networks have different numbers of classes, or there is no
  ///   dropout to sample.
  public convenience init(
    _ models: [Model], options: ClassificationOptions = ClassificationOptions()
  ) throws(ModelError) {
    guard let first = models.first else { throw .ensemble("an ensemble has a network or more") }
    for model in models where model.classes.count != first.classes.count {
      throw .ensemble(
        "\(model.path) has \(model.classes.count) classes, but \(first.path) has \(first.classes.count);"
          + " networks of an ensemble have the same classes")
    }
    var networks: [Network<Float>] = []
    for model in models {
      let hasDropout = model.specification.layers.contains { if case .dropout = $0.kind { true } else { false } }
      guard options.dropoutSamples == 0 || hasDropout else {
        throw .network("\(model.path): \(model.specification.name) has no dropout to sample")
      }
      let network = try model.network(
        capacity: options.batch, purpose: options.dropoutSamples > 0 ? .sampling : .inference,
        convolution: options.convolution)
      do throws(NetworkError) {
        networks.append((try options.denseWeights.map(network.storingDenseWeights) ?? network).packingWeights())
      } catch {
        throw .network("\(model.path): \(error)")
      }
    }
    try self.init(models, networks: networks, options: options)
  }

  /// The same networks with another temperature and other weights; both classifiers use the same memory, so only one of
  /// them at a time.
  ///
  /// - Throws: `ModelError.ensemble` if the weights are not those of so many networks.
  public convenience init(_ other: Classifier, calibration: Calibration) throws(ModelError) {
    var options = other.options
    options.temperature = calibration.temperature
    options.weights = calibration.weights
    try self.init(other.models, networks: other.networks, options: options)
  }

  private init(
    _ models: [Model], networks: [Network<Float>], options: ClassificationOptions
  ) throws(ModelError) {
    let weights = options.weights ?? models.map { _ in 1 / Double(models.count) }
    guard weights.count == models.count, weights.allSatisfy({ $0.isFinite && $0 >= 0 }),
      abs(weights.reduce(0, +) - 1) < 1e-6
    else { throw .ensemble("\(weights.count) weights for \(models.count) networks; there is one each, with the sum 1") }
    self.models = models
    self.options = options
    self.weights = weights
    self.networks = networks
  }

  // MARK: One image

  /// The likeliest classes of an image, best first.
  ///
  /// - Throws: `ModelError`.
  public func classify(_ image: Image, top count: Int = 5) throws(ModelError) -> [Prediction] {
    best(of: try distributions([image])[0], count: count)
  }

  /// The likeliest classes of an image file, best first.
  ///
  /// - Throws: `DatasetError` if the file is no image, or `ModelError`.
  public func classify(path: String, top count: Int = 5) throws -> [Prediction] {
    try classify(ImageFile.read(path: path, options: decoding).image, top: count)
  }

  /// The likeliest classes of a distribution, best first.
  public func best(of distribution: Distribution, count: Int = 5) -> [Prediction] {
    Prediction.best(distribution, classes: classes, count: count)
  }

  // MARK: Several images

  /// The probabilities of images.
  ///
  /// - Parameters:
  ///   - images: the images.
  ///   - first: the number of the first image, which dropout's masks depend on.
  /// - Throws: `ModelError`.
  public func distributions(_ images: [Image], first: Int = 0) throws(ModelError) -> [Distribution] {
    let separate = try separateDistributions(images)
    var results = images.indices.map { image in
      Distribution.mean(separate.map { $0[image] }, weights: weights).tempered(options.temperature)
    }
    guard options.dropoutSamples > 0 else { return results }
    for (offset, image) in images.enumerated() {
      let samples = try dropoutSamples(image, number: first + offset)
      results[offset] = Distribution(
        probabilities: results[offset].probabilities,
        intervals: classes.indices.map { Distribution.interval(of: $0, samples) })
    }
    return results
  }

  /// The probabilities of images by each network alone, its views averaged: networks × images.
  package func separateDistributions(_ images: [Image]) throws(ModelError) -> [[Distribution]] {
    let views = options.views.rawValue
    var results: [[Distribution]] = []
    for (model, network) in zip(models, networks) {
      let prepared = prepare(images, model.preparation)
      var rows: [Distribution] = []
      try run(network, model.preparation, prepared, pass: { _ in .testing }) { logits in
        rows.append(Distribution(logits: logits))
      }
      let weights = [Double](repeating: 1 / Double(views), count: views)
      results.append(
        images.indices.map { image in
          views == 1
            ? rows[image]
            : Distribution.mean(Array(rows[image * views..<(image + 1) * views]), weights: weights)
        })
    }
    return results
  }

  /// The probabilities of an image's middle with each of dropout's masks.
  ///
  /// Sample s of image i draws the masks of row i·S + s, so that neither batches nor other images show.
  func dropoutSamples(_ image: Image, number: Int) throws(ModelError) -> [Distribution] {
    let samples = options.dropoutSamples
    var separate: [[Distribution]] = []
    for (model, network) in zip(models, networks) {
      let prepared = [PreparedImage](repeating: model.preparation.prepare(image), count: samples)
      var rows: [Distribution] = []
      try run(
        network, model.preparation, prepared,
        pass: { .training(seed: options.seed, step: 0, firstImage: number * samples + $0) }
      ) { rows.append(Distribution(logits: $0)) }
      separate.append(rows)
    }
    return (0..<samples).map { sample in
      Distribution.mean(separate.map { $0[sample] }, weights: weights).tempered(options.temperature)
    }
  }

  /// The logits of images by the first network, of the middle of each.
  ///
  /// - Throws: `ModelError`.
  public func logits(_ images: [Image]) throws(ModelError) -> [[Float]] {
    let preparation = models[0].preparation
    var rows: [[Float]] = []
    try run(networks[0], preparation, images.map { preparation.prepare($0) }, pass: { _ in .testing }) { logits in
      rows.append(Array(logits))
    }
    return rows
  }

  /// How images are decoded: in colour unless all networks are gray.
  package var decoding: DecodingOptions {
    DecodingOptions(channels: models.allSatisfy { $0.specification.input.channels == .gray } ? .gray : .rgb)
  }

  // MARK: Parts

  /// All views of images, those of an image together.
  private func prepare(_ images: [Image], _ preparation: InputPreparation) -> [PreparedImage] {
    var prepared: [[PreparedImage]] = Array(repeating: [], count: images.count)
    let views = options.views
    prepared.withUnsafeMutableBufferPointer { prepared in
      // Each task writes its own element.
      nonisolated(unsafe) let slots = prepared
      Parallel.forEach(images.count) { index in
        slots[index] = views == .ten ? preparation.views(images[index]) : [preparation.prepare(images[index])]
      }
    }
    return prepared.flatMap(\.self)
  }

  /// Runs prepared images through a network, as many at once as it holds.
  private func run(
    _ network: Network<Float>, _ preparation: InputPreparation, _ prepared: [PreparedImage],
    pass: (Int) -> Network<Float>.Pass, _ body: (UnsafeBufferPointer<Float>) -> Void
  ) throws(ModelError) {
    for first in stride(from: 0, to: prepared.count, by: network.capacity) {
      let count = min(network.capacity, prepared.count - first)
      let input = network.input(count: count)
      Parallel.forEach(count) { n in
        preparation.write(prepared[first + n], into: input.base + n * preparation.valueCount)
      }
      do throws(NetworkError) {
        try network.forward(count: count, pass: pass(first))
      } catch {
        throw .network(error.description)
      }
      let logits = network.logits(count: count)
      let classes = network.plan.classes
      for n in 0..<count { body(UnsafeBufferPointer(start: logits.base + n * classes, count: classes)) }
    }
  }
}
