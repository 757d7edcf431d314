import Datasets
import Kernels
import Networks
import Tensors

/// Trains a network on images in memory, a step at a time.
///
///     let trainer = try Trainer<Float>(specification, configuration: configuration, training: images, test: held)
///     while !trainer.isFinished { try trainer.step() }
///     let result = try trainer.evaluate()
///
/// The order of images, masks and augmentation depend on the seed, the epoch and the step alone: the state of a run is its
/// parameters, the optimizer's velocities, and `position`.
public final class Trainer<Scalar: KernelScalar> {
  /// Where a run stands; saved in checkpoints.
  public struct Position: Hashable, Sendable, Codable {
    /// Optimizer steps done.
    public var step = 0
    /// What the current epoch's training images gave so far.
    public var running = Evaluation()
    /// What the schedule remembers.
    public var schedule = ScheduleState()
    /// What past epochs gave.
    public var history: [EpochRecord] = []

    /// The beginning.
    public init() {}
  }

  /// The network's specification, with the configuration's recipe.
  public let specification: NetworkSpecification
  /// What decides the outcome.
  public let configuration: TrainingConfiguration
  /// The network.
  public let network: Network<Scalar>
  /// The optimizer.
  public let optimizer: MomentumSGD<Scalar>
  /// Where the run stands.
  public internal(set) var position = Position()

  private let training: BatchAssembler
  private let test: BatchAssembler
  private var order: [Int] = []
  private var orderEpoch = -1

  /// A run at its beginning, with initial weights.
  ///
  /// - Throws: `TrainingError` if images, classes or hyper-parameters do not fit the network.
  public init(
    _ specification: NetworkSpecification, configuration: TrainingConfiguration, training: LabeledImages,
    test: LabeledImages
  ) throws(TrainingError) {
    var specification = specification
    specification.recipe = try configuration.recipe()
    self.specification = specification
    self.configuration = configuration
    try Self.check(training, specification.input, network: specification.name)
    try Self.check(test, specification.input, network: specification.name)
    guard training.count > 0 else { throw .configuration("there are no training images") }
    let capacity = min(configuration.microBatch, configuration.batch, training.count)
    do throws(NetworkError) {
      network = try Network(specification, capacity: capacity, purpose: .training)
    } catch {
      throw .network(error)
    }
    let classes = max(training.classCount, test.classCount)
    guard classes <= network.plan.classes else {
      throw .classes(data: classes, network: network.plan.classes)
    }
    network.initialize(seed: configuration.seed)
    optimizer = MomentumSGD(network.plan, recipe: specification.recipe)
    (self.training, self.test) = Self.assemblers(specification.input, training: training, test: test)
  }

  // MARK: Progress

  /// Images of the training set.
  public var trainingCount: Int { training.images.count }
  /// Images of the test set.
  public var testCount: Int { test.images.count }
  /// Optimizer steps of an epoch; the last may have fewer images.
  public var stepsPerEpoch: Int { (training.images.count + configuration.batch - 1) / configuration.batch }
  /// Epochs done.
  public var epoch: Int { position.step / stepsPerEpoch }
  /// Training images of the current epoch that are done.
  public var imagesDone: Int { position.running.images }
  /// Whether all epochs are done.
  public var isFinished: Bool { position.step >= stepsPerEpoch * configuration.epochs }
  /// The rate of the next step.
  public var learningRate: Double {
    configuration.learningRate
      * specification.recipe.schedule.factor(
        step: position.step, stepsPerEpoch: stepsPerEpoch, epochs: configuration.epochs, state: position.schedule)
  }

  // MARK: Steps

  /// One optimizer step: forward and backward over a batch, in parts of the micro-batch, and an update.
  ///
  /// - Returns: whether the step ended an epoch.
  /// - Throws: `TrainingError.diverged` if the loss is not finite; the parameters are then as before the step.
  public func step() throws(TrainingError) -> Bool {
    let stepsPerEpoch = stepsPerEpoch
    let (epoch, stepInEpoch) = position.step.quotientAndRemainder(dividingBy: stepsPerEpoch)
    prepareOrder(epoch)
    let first = stepInEpoch * configuration.batch
    let batch = order[first..<min(order.count, first + configuration.batch)]
    let stream = RandomStream(seed: configuration.seed, purpose: .augmentation, index: epoch)
    var done = 0
    var evaluation = Evaluation()
    do throws(NetworkError) {
      while done < batch.count {
        let part = batch.dropFirst(done).prefix(network.capacity)
        training.fill(
          part, augmentation: (configuration.augmentation, stream), into: network.input(count: part.count))
        try network.forward(
          count: part.count,
          pass: .training(seed: configuration.seed, step: position.step, firstImage: done))
        let labels = part.map { training.images.labels[$0] }
        evaluation += try network.evaluate(labels: labels)
        try network.backward(labels: labels, scale: 1 / Double(batch.count), accumulates: done > 0)
        done += part.count
      }
    } catch {
      throw .network(error)
    }
    guard evaluation.lossSum.isFinite else {
      throw .diverged(epoch: epoch, step: stepInEpoch, loss: evaluation.lossSum)
    }
    optimizer.step(network, rate: learningRate)
    position.step += 1
    position.running += evaluation
    return position.step.isMultiple(of: stepsPerEpoch)
  }

  /// Ends an epoch: evaluates the test images, tells the schedule, and adds to the history.
  ///
  /// - Returns: the epoch's record.
  /// - Throws: `TrainingError.network`.
  public func finishEpoch(seconds: Double) throws(TrainingError) -> EpochRecord {
    let result = try evaluate()
    let record = EpochRecord(
      epoch: epoch, learningRate: learningRate, training: position.running, test: result, seconds: seconds)
    position.history.append(record)
    position.running = Evaluation()
    position.schedule.record(
      validationError: 1 - result.top1Accuracy, schedule: specification.recipe.schedule)
    return record
  }

  /// Runs all test images through the network as it is.
  ///
  /// - Throws: `TrainingError.network`.
  public func evaluate() throws(TrainingError) -> Evaluation {
    var evaluation = Evaluation()
    do throws(NetworkError) {
      for first in stride(from: 0, to: test.images.count, by: network.capacity) {
        let part = first..<min(test.images.count, first + network.capacity)
        evaluation += try evaluate(part)
      }
    } catch {
      throw .network(error)
    }
    return evaluation
  }

  /// What the network says of some test images: the class probabilities of each.
  ///
  /// - Throws: `TrainingError.network`.
  public func predictions(_ images: Range<Int>) throws(TrainingError) -> [[Scalar]] {
    var rows: [[Scalar]] = []
    let classes = network.plan.classes
    do throws(NetworkError) {
      for first in stride(from: images.lowerBound, to: images.upperBound, by: network.capacity) {
        let part = first..<min(images.upperBound, first + network.capacity)
        _ = try evaluate(part)
        let probabilities = network.probabilities(count: part.count)
        for n in 0..<part.count { rows.append((0..<classes).map { probabilities[n * classes + $0] }) }
      }
    } catch {
      throw .network(error)
    }
    return rows
  }

  // MARK: Parts

  private func evaluate(_ part: Range<Int>) throws(NetworkError) -> Evaluation {
    test.fill(part, augmentation: nil, into: network.input(count: part.count))
    try network.forward(count: part.count, pass: .testing)
    return try network.evaluate(labels: test.images.labels[part])
  }

  private func prepareOrder(_ epoch: Int) {
    guard orderEpoch != epoch else { return }
    order = RandomStream(seed: configuration.seed, purpose: .dataOrder, index: epoch)
      .permutation(count: training.images.count)
    orderEpoch = epoch
  }

  private static func check(
    _ images: LabeledImages, _ input: InputConvention, network: String
  ) throws(TrainingError) {
    let found = [images.height, images.width, images.channels]
    let expected = [input.height, input.width, input.channels.count]
    guard found == expected else {
      throw .imageShape(
        found: found.map(String.init).joined(separator: "×"),
        expected: expected.map(String.init).joined(separator: "×"), network: network)
    }
  }

  /// Assemblers that scale and centre as the network expects, by the training images' statistics.
  private static func assemblers(
    _ input: InputConvention, training: LabeledImages, test: LabeledImages
  ) -> (BatchAssembler, BatchAssembler) {
    let scale = input.range / 255
    var mean = [Float](repeating: 0, count: training.valuesPerImage)
    var deviation = [Float](repeating: 1, count: training.channels)
    switch input.centring {
    case .none: break
    case .meanImage, .centreOfMeanImage: mean = training.meanImage.map { Float($0 * scale) }
    case .standardized(let means, let deviations):
      mean = mean.indices.map { Float(means[$0 % training.channels] * input.range) }
      deviation = deviations.map { Float($0 * input.range) }
    }
    return (
      BatchAssembler(images: training, mean: mean, scale: Float(scale), deviation: deviation),
      BatchAssembler(images: test, mean: mean, scale: Float(scale), deviation: deviation)
    )
  }
}
