import Kernels
import Networks
import Tensors

/// Multinomial logistic regression on features of a frozen network, by the optimizer of training: how well classes can be
/// told apart by a plane each.
///
/// Features are standardized by the mean and the deviation of the training images and divided by the root of their number,
/// so that one learning rate suits layers of any width; the result's weights take features as they are. Weights begin at
/// zero. The same features, labels and options give the same bits on every machine.
public struct LinearProbe: Sendable {
  /// How a probe is trained.
  public struct Options: Hashable, Sendable {
    /// Passes over the features.
    public var epochs = 40
    /// Images of a step.
    public var batch = 128
    /// Initial rate; it falls linearly to zero.
    public var learningRate = 1.0
    /// λ of weights and biases.
    public var weightDecay = 1e-5
    /// Seed of the order of images.
    public var seed: UInt64 = 0

    /// The usual ones.
    public init() {}
  }

  /// W: classes × features, row by row.
  public let weights: [Float]
  /// b, a number a class.
  public let biases: [Float]
  /// Loss and correct predictions of the training images after each epoch's steps, while they were made.
  public let history: [Evaluation]

  /// Numbers of an image.
  public var featureCount: Int { weights.count / biases.count }

  /// Trains a probe.
  ///
  /// - Parameters:
  ///   - features: of each image equally many finite numbers, one image after the other.
  ///   - labels: each image's class.
  ///   - classes: how many there are.
  ///   - progress: is told of each epoch that is done; false ends training there.
  /// - Throws: `TrainingError` if numbers do not fit each other, or training diverges.
  public init(
    features: [Float], labels: [Int], classes: Int, options: Options = Options(),
    progress: (Int) -> Bool = { _ in true }
  ) throws(TrainingError) {
    let images = labels.count
    guard images > 0, !features.isEmpty, features.count.isMultiple(of: images), features.allSatisfy(\.isFinite) else {
      throw .configuration("\(features.count) features of \(images) images are none to train on")
    }
    guard (1...Int(UInt16.max)).contains(classes), labels.allSatisfy((0..<classes).contains) else {
      throw .configuration("there are labels outside of 0 to \(classes - 1)")
    }
    let width = features.count / images
    let scaling = FeatureScaling(features, images: images)
    let batch = max(1, min(options.batch, images))
    let specification = Self.specification(width: width, classes: classes, options)
    var history: [Evaluation] = []
    do throws(NetworkError) {
      let network = try Network<Float>(specification, capacity: batch, purpose: .training)
      network.initialize(seed: options.seed)
      let optimizer = MomentumSGD<Float>(network.plan, recipe: specification.recipe)
      let steps = (images + batch - 1) / batch
      for epoch in 0..<options.epochs {
        let order = RandomStream(seed: options.seed, purpose: .dataOrder, index: epoch).permutation(count: images)
        var sum = Evaluation()
        for step in 0..<steps {
          let chosen = order[step * batch..<min(images, (step + 1) * batch)]
          let input = network.input(count: chosen.count)
          Parallel.forEach(chosen.count) { n in
            scaling.write(features, image: chosen[chosen.startIndex + n], into: input.base + n * width)
          }
          try network.forward(count: chosen.count, pass: .testing)
          let classes = chosen.map { UInt16(labels[$0]) }
          sum += try network.evaluate(labels: classes)
          try network.backward(labels: classes, scale: 1 / Double(chosen.count))
          let factor = specification.recipe.schedule.factor(
            step: epoch * steps + step, stepsPerEpoch: steps, epochs: options.epochs, state: ScheduleState())
          optimizer.step(network, rate: options.learningRate * factor)
        }
        history.append(sum)
        guard sum.lossSum.isFinite else { break }
        guard progress(epoch + 1) else { break }
      }
      (weights, biases) = scaling.unscaled(network.exportParameter(0), network.exportParameter(1))
    } catch {
      throw .network(error)
    }
    self.history = history
    if let last = history.last, !last.lossSum.isFinite || !weights.allSatisfy(\.isFinite) {
      throw .diverged(epoch: history.count - 1, step: 0, loss: last.lossSum)
    }
  }

  /// The logits of an image: W·x + b, added in Double.
  public func logits(_ features: some Collection<Float>) -> [Double] {
    let values = Array(features)
    precondition(values.count == featureCount, "\(values.count) features for a probe of \(featureCount)")
    return biases.indices.map { label in
      var sum = Double(biases[label])
      for (place, value) in values.enumerated() { sum += Double(weights[label * values.count + place]) * Double(value) }
      return sum
    }
  }

  /// A network of one fully connected layer.
  private static func specification(width: Int, classes: Int, _ options: Options) -> NetworkSpecification {
    let parameters = LayerSpecification.Parameters(outputs: classes, initialization: .normal(0, bias: 0))
    return NetworkSpecification(
      name: "probe", summary: "multinomial logistic regression on features",
      input: InputConvention(
        height: 1, width: width, frame: width, channels: .gray, range: 1, centring: .none),
      layers: [LayerSpecification("probe", .fullyConnected(parameters))],
      recipe: TrainingRecipe(
        batch: options.batch, epochs: options.epochs, learningRate: options.learningRate, momentum: 0.9,
        weightDecay: options.weightDecay, form: .pytorch, schedule: .polynomial(power: 1)))
  }
}
