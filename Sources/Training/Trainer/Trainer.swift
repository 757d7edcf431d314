import Datasets
import Inference
import Kernels
import Networks
import Tensors

/// Trains a network on images, a step at a time; the images of the next steps are read meanwhile.
///
///     let trainer = try Trainer<Float>(specification, configuration: configuration, data: data)
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
  public private(set) var position = Position()

  /// Is told where the time of steps goes; that of evaluations is not counted.
  public var profile: StepProfile?

  /// The images.
  public let data: TrainingData
  /// Training images that could not be read and were left out, and validation images likewise.
  public private(set) var failures: [ImageFailure] = []

  private let preparation: InputPreparation
  private let loading: LoadingOptions
  private let order: DataOrder
  /// What reads training images ahead; made by the first step.
  private var loader: ImageLoader?

  /// A run at its beginning, with initial weights.
  ///
  /// - Parameters:
  ///   - specification: the network.
  ///   - configuration: what decides the outcome.
  ///   - data: the images.
  ///   - workers: threads that read and prepare images beside those that compute; nil means as many as compute.
  /// - Throws: `TrainingError` if images, classes or hyper-parameters do not fit the network.
  public init(
    _ specification: NetworkSpecification, configuration: TrainingConfiguration, data: TrainingData,
    workers: Int? = nil
  ) throws(TrainingError) {
    let specification = try configuration.applied(to: specification)
    self.specification = specification
    self.configuration = configuration
    self.data = data
    guard data.training.count > 0 else { throw .configuration("there are no training images") }
    do throws(InputError) {
      preparation = try specification.input.preparation(
        statistics: data.statistics, policy: configuration.augmentation)
    } catch {
      switch error {
      case .statistics(let found, let expected): throw .statistics(found: found, expected: expected)
      }
    }
    // Two steps' images ahead: while one is computed, the next is there.
    loading = LoadingOptions(
      workers: workers ?? Parallel.threads, ahead: max(64, 2 * configuration.batch), badImages: configuration.badImages,
      scalesInDecoder: configuration.scalesInDecoder)
    order = DataOrder(seed: configuration.seed, count: data.training.count)
    let capacity = min(configuration.microBatch, configuration.batch, data.training.count)
    do throws(NetworkError) {
      // A batch in one part can change weights as their gradients are computed; parts add up in memory.
      network = try Network(
        specification, capacity: capacity, purpose: .training,
        keepsDenseGradients: capacity < min(configuration.batch, data.training.count))
    } catch {
      throw .network(error)
    }
    let classes = max(data.training.classes.count, data.validation.classes.count)
    guard classes <= min(network.plan.classes, Int(UInt16.max)) else {
      throw .classes(data: classes, network: min(network.plan.classes, Int(UInt16.max)))
    }
    network.initialize(seed: configuration.seed)
    optimizer = MomentumSGD(network.plan, recipe: specification.recipe)
  }

  // MARK: Progress

  /// Images of the training set.
  public var trainingCount: Int { data.training.count }
  /// Images of the test set.
  public var testCount: Int { data.validation.count }
  /// Optimizer steps of an epoch; the last may have fewer images.
  public var stepsPerEpoch: Int { (data.training.count + configuration.batch - 1) / configuration.batch }
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
  /// Images that are left out are missing from the batch; a batch without any image changes nothing.
  ///
  /// - Returns: whether the step ended an epoch.
  /// - Throws: `TrainingError.diverged` if the loss is not finite; the parameters are then as before the step.
  public func step() throws(TrainingError) -> Bool {
    guard let profile else { return try watchedStep() }
    network.profile = profile
    defer { network.profile = nil }
    return try profile.step { () throws(TrainingError) in try watchedStep() }
  }

  /// The step itself, which tells `network.profile` what it does.
  private func watchedStep() throws(TrainingError) -> Bool {
    let stepsPerEpoch = stepsPerEpoch
    let (epoch, stepInEpoch) = position.step.quotientAndRemainder(dividingBy: stepsPerEpoch)
    let first = stepInEpoch * configuration.batch
    let size = min(configuration.batch, data.training.count - first)
    let batch = try network.profile.measure(.loading) { () throws(TrainingError) in
      try next(size, from: epoch * data.training.count + first)
    }
    var evaluation = Evaluation()
    do throws(NetworkError) {
      var done = 0
      while done < batch.count {
        let part = batch[done..<min(batch.count, done + network.capacity)]
        network.profile.measure(.preparation) { preparation.fill(network.input(count: part.count), with: part) }
        try network.forward(
          count: part.count, pass: .training(seed: configuration.seed, step: position.step, firstImage: done))
        let labels = part.map { UInt16($0.label) }
        evaluation += try network.evaluate(labels: labels)
        // Nothing is changed by a loss that is not finite.
        guard evaluation.lossSum.isFinite else { break }
        if part.count == batch.count {
          try optimizer.backwardAndStep(network, labels: labels, scale: 1 / Double(batch.count), rate: learningRate)
        } else {
          try network.backward(labels: labels, scale: 1 / Double(batch.count), accumulates: done > 0)
          if done + part.count == batch.count { optimizer.step(network, rate: learningRate) }
        }
        done += part.count
      }
    } catch {
      throw .network(error)
    }
    guard evaluation.lossSum.isFinite else {
      throw .diverged(epoch: epoch, step: stepInEpoch, loss: evaluation.lossSum)
    }
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

  /// Runs all validation images through the network as it is.
  ///
  /// - Throws: `TrainingError.network`, or `.data` if an image cannot be read.
  public func evaluate() throws(TrainingError) -> Evaluation {
    var evaluation = Evaluation()
    try forEachPart(0..<data.validation.count) { part throws(NetworkError) in
      evaluation += try network.evaluate(labels: part.map { UInt16($0.label) })
    }
    return evaluation
  }

  /// What the network says of some validation images: the class probabilities of each that can be read.
  ///
  /// - Throws: `TrainingError.network`, or `.data` if an image cannot be read.
  public func predictions(_ images: Range<Int>) throws(TrainingError) -> [(image: Int, probabilities: [Scalar])] {
    var rows: [(image: Int, probabilities: [Scalar])] = []
    let classes = network.plan.classes
    try forEachPart(images) { part throws(NetworkError) in
      _ = try network.evaluate(labels: part.map { UInt16($0.label) })
      let probabilities = network.probabilities(count: part.count)
      for (n, image) in part.enumerated() {
        rows.append((image.index, (0..<classes).map { probabilities[n * classes + $0] }))
      }
    }
    return rows
  }

  /// Goes on from another position; parameters and velocities are the caller's to restore.
  func move(to position: Position) {
    self.position = position
    loader = nil
  }

  // MARK: Parts

  /// The next training images, which begin at a place of the run.
  private func next(_ count: Int, from start: Int) throws(TrainingError) -> [LoadedImage] {
    let loader = self.loader ?? makeLoader(from: start)
    self.loader = loader
    let known = loader.failures.count
    do throws(DatasetError) {
      let images = try loader.next(count)
      failures += loader.failures[known...]
      return images
    } catch {
      throw .data(error)
    }
  }

  /// What reads the training images of all epochs, one after the other, from a place of the run on: the next epoch's first
  /// are there when an epoch ends.
  private func makeLoader(from start: Int) -> ImageLoader {
    let order = order
    return ImageLoader(
      source: data.training, preparation: preparation, policy: configuration.augmentation, seed: configuration.seed,
      options: loading, count: configuration.epochs * data.training.count - start
    ) { position in
      let (epoch, place) = (start + position).quotientAndRemainder(dividingBy: order.count)
      return ImageLoader.Request(image: order.image(at: place, epoch: epoch), epoch: epoch)
    }
  }

  /// Runs validation images through the network, and calls `body` with each part of them that passed through at once.
  private func forEachPart(
    _ images: Range<Int>, _ body: (ArraySlice<LoadedImage>) throws(NetworkError) -> Void
  ) throws(TrainingError) {
    let loader = ImageLoader(
      source: data.validation, preparation: preparation, options: loading, count: images.count
    ) { ImageLoader.Request(image: images.lowerBound + $0) }
    for first in stride(from: images.lowerBound, to: images.upperBound, by: network.capacity) {
      let part: [LoadedImage]
      do throws(DatasetError) {
        part = try loader.next(min(network.capacity, images.upperBound - first))
      } catch {
        throw .data(error)
      }
      guard !part.isEmpty else { continue }
      do throws(NetworkError) {
        preparation.fill(network.input(count: part.count), with: part[...])
        try network.forward(count: part.count, pass: .testing)
        try body(part[...])
      } catch {
        throw .network(error)
      }
    }
    for failure in loader.failures where !failures.contains(failure) { failures.append(failure) }
  }
}
