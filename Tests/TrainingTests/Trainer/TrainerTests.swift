import Datasets
import ImageCodecs
import Inference
import Kernels
import Networks
import Tensors
import Testing
import Training

struct TrainerTests {
  /// The digest of a whole run.
  private func digest(microBatch: Int = 6, seed: UInt64 = 7) throws -> String {
    let trainer = try TinyRun.trainer(
      TinyRun.specification(), TinyRun.configuration(microBatch: microBatch, seed: seed))
    try TinyRun.run(trainer)
    return Checkpoint.digest(trainer.network)
  }

  // MARK: The same bits

  @Test(arguments: InstructionSet.available, [1, 2, 3])
  func `threads and instruction sets give the same weights`(_ set: InstructionSet, _ threads: Int) throws {
    let first = try Parallel.withThreads(1) { try InstructionSet.withInstructionSet(.portable) { try digest() } }
    let other = try Parallel.withThreads(threads) { try InstructionSet.withInstructionSet(set) { try digest() } }
    #expect(other == first)
  }

  @Test(arguments: [1, 3, 4, 100])
  func `parts of a batch give the weights of the whole`(_ microBatch: Int) throws {
    #expect(try digest(microBatch: microBatch) == digest())
  }

  @Test(arguments: [1, 2, 7])
  func `threads that read images do not show`(_ workers: Int) throws {
    let trainer = try Trainer<Float>(
      TinyRun.specification(), configuration: TinyRun.configuration(), data: TinyRun.data(), workers: workers)
    try TinyRun.run(trainer)
    #expect(try Checkpoint.digest(trainer.network) == digest())
  }

  @Test func `seeds give other weights`() throws {
    #expect(try digest(seed: 7) == digest(seed: 7))
    #expect(try digest(seed: 7) != digest(seed: 8))
  }

  // MARK: Steps

  @Test func `an epoch shows every training image once`() throws {
    let trainer = try TinyRun.trainer()
    #expect(trainer.stepsPerEpoch == 4)
    #expect(try [trainer.step(), trainer.step(), trainer.step()] == [false, false, false])
    #expect(trainer.imagesDone == 18)
    #expect(trainer.epoch == 0)
    #expect(try trainer.step())
    #expect(trainer.position.running.images == 20)
    let record = try trainer.finishEpoch(seconds: 3)
    #expect(record.epoch == 1)
    #expect(record.training.images == 20)
    #expect(record.test.images == 9)
    #expect(record.seconds == 3)
    #expect(trainer.imagesDone == 0)
    #expect(trainer.position.history == [record])
    #expect(!trainer.isFinished)
    try TinyRun.run(trainer)
    #expect(trainer.isFinished)
    #expect(trainer.position.step == 8)
  }

  @Test func `training lowers the loss of images that can be learnt`() throws {
    var configuration = TinyRun.configuration()
    configuration.epochs = 12
    configuration.augmentation = .none
    let trainer = try TinyRun.trainer(TinyRun.specification(), configuration)
    let before = try trainer.evaluate()
    try TinyRun.run(trainer)
    let after = try trainer.evaluate()
    #expect(after.loss < before.loss - 0.1)
    #expect(after.top1 > before.top1)
    #expect(after.top5 == 9)
  }

  @Test func `a step moves weights by the gradient of its mean loss`() throws {
    var configuration = TinyRun.configuration()
    configuration.learningRate = 0
    let resting = try TinyRun.trainer(TinyRun.specification(), configuration)
    let before = Checkpoint.digest(resting.network)
    _ = try resting.step()
    #expect(Checkpoint.digest(resting.network) == before)
    // The last step of an epoch has two images: their mean, not a sixth of their sum.
    configuration.learningRate = 0.5
    configuration.momentum = 0
    configuration.weightDecay = 0
    configuration.batch = 2
    let trainer = try TinyRun.trainer(TinyRun.specification(), configuration)
    let weights = trainer.network.plan.parameters.indices.map {
      Tensor(copying: trainer.network.parameter($0).readable).elements
    }
    _ = try trainer.step()
    let network = try Network<Float>(trainer.specification, capacity: 2, purpose: .training)
    for index in network.plan.parameters.indices {
      network.importParameter(index, try TinyRun.trainer().network.exportParameter(index))
    }
    let data = TinyRun.data()
    let preparation = try trainer.specification.input.preparation(statistics: data.statistics)
    let order = RandomStream(seed: 7, purpose: .dataOrder, index: 0).permutation(count: 20).prefix(2)
    for (place, index) in order.enumerated() {
      let image = try data.training.image(at: index, options: DecodingOptions())
      let draw = preparation.draw(
        configuration.augmentation, for: index, imageHeight: 6, imageWidth: 6, seed: 7, epoch: 0)
      let values: [Float] = preparation.values(preparation.prepare(image, draw: draw))
      for (offset, value) in values.enumerated() { network.input(count: 2).base[place * values.count + offset] = value }
    }
    let labels = order.map { UInt16(data.training.label(at: $0)) }
    try network.forward(count: 2, pass: .training(seed: 7, step: 0, firstImage: 0))
    _ = try network.evaluate(labels: labels)
    try network.backward(labels: labels, scale: 0.5)
    for (index, parameter) in network.plan.parameters.enumerated() {
      let gradient = Tensor(copying: network.gradient(index).readable).elements
      // Half of a gradient is exact, so that the change is rounded once.
      let factor = Float(0.5 * parameter.policy.rateFactor)
      let expected = zip(weights[index], gradient).map { $0 - factor * $1 }
      #expect(Tensor(copying: trainer.network.parameter(index).readable).elements == expected, "\(parameter.name)")
      #expect(gradient.contains { $0 != 0 })
    }
  }

  @Test func `a batch that the images do not fill has the mean over what there is`() throws {
    func weights(batch: Int) throws -> String {
      var configuration = TinyRun.configuration()
      configuration.batch = batch
      let trainer = try Trainer<Float>(
        TinyRun.specification(), configuration: configuration, data: TinyRun.data(training: TinyRun.images(2)))
      _ = try trainer.step()
      return Checkpoint.digest(trainer.network)
    }
    #expect(try weights(batch: 6) == weights(batch: 2))
    #expect(try weights(batch: 1) != weights(batch: 2))
  }

  @Test func `a step of the second epoch has images, changes and masks of its own`() throws {
    var configuration = TinyRun.configuration()
    configuration.learningRate = 0
    let trainer = try TinyRun.trainer(TinyRun.specification(), configuration)
    try TinyRun.run(trainer, steps: 5)
    // The filters' gradient: it depends on the masks of all layers behind them.
    let found = Tensor(copying: trainer.network.gradient(0).readable).elements
    // The same from what the documentation says: streams of epoch 1, masks of step 4.
    let data = TinyRun.data()
    let preparation = try trainer.specification.input.preparation(statistics: data.statistics)
    let order = RandomStream(seed: 7, purpose: .dataOrder, index: 1).permutation(count: 20).prefix(6)
    let network = try Network<Float>(trainer.specification, capacity: 6, purpose: .training)
    network.initialize(seed: 7)
    let input = network.input(count: 6)
    for (place, index) in order.enumerated() {
      let image = try data.training.image(at: index, options: DecodingOptions())
      let draw = preparation.draw(
        configuration.augmentation, for: index, imageHeight: 6, imageWidth: 6, seed: 7, epoch: 1)
      let values: [Float] = preparation.values(preparation.prepare(image, draw: draw))
      for (offset, value) in values.enumerated() { input.base[place * values.count + offset] = value }
    }
    let labels = order.map { UInt16(data.training.label(at: $0)) }
    try network.forward(count: 6, pass: .training(seed: 7, step: 4, firstImage: 0))
    _ = try network.evaluate(labels: labels)
    try network.backward(labels: labels, scale: 1.0 / 6)
    #expect(Tensor(copying: network.gradient(0).readable).elements == found)
    #expect(found.contains { $0 != 0 })
  }

  @Test func `the rate follows the schedule, warm-up included`() throws {
    var configuration = TinyRun.configuration()
    configuration.schedule = "step:1:0.5"
    configuration.warmUp = 2
    let trainer = try TinyRun.trainer(TinyRun.specification(), configuration)
    var rates: [Double] = []
    while !trainer.isFinished {
      rates.append(trainer.learningRate / 0.02)
      if try trainer.step() { _ = try trainer.finishEpoch(seconds: 0) }
    }
    #expect(rates == [0.5, 1, 1, 1, 0.5, 0.5, 0.5, 0.5])
    #expect(trainer.position.history.map(\.learningRate) == [0.01, 0.005])
  }

  @Test func `a plateau of the test error lowers the rate`() throws {
    var configuration = TinyRun.configuration()
    configuration.schedule = "plateau:1:0.5:9"
    // Nothing is learnt, so nothing improves after the first epoch.
    configuration.learningRate = 0
    configuration.epochs = 4
    let trainer = try TinyRun.trainer(TinyRun.specification(), configuration)
    try TinyRun.run(trainer)
    #expect(trainer.position.schedule.drops == 3)
  }

  @Test func `the schedule watches the error of the best class, not of the five best`() throws {
    var configuration = TinyRun.configuration()
    configuration.epochs = 8
    configuration.augmentation = .none
    let trainer = try TinyRun.trainer(TinyRun.specification(), configuration)
    try TinyRun.run(trainer)
    let errors = trainer.position.history.map { 1 - $0.test.top1Accuracy }
    #expect(trainer.position.schedule.bestError == errors.min())
    // Among four classes the right one is always one of the five best.
    #expect(trainer.position.history.allSatisfy { $0.test.top5Accuracy == 1 })
    #expect(errors.allSatisfy { $0 > 0 })
  }

  @Test func `predictions are probabilities, and the same in any part`() throws {
    let trainer = try TinyRun.trainer(TinyRun.specification(), TinyRun.configuration(microBatch: 2))
    let rows = try trainer.predictions(0..<9)
    #expect(rows.map(\.image) == Array(0..<9))
    for row in rows {
      #expect(row.probabilities.count == 4)
      #expect(abs(row.probabilities.reduce(0, +) - 1) < 1e-6)
    }
    #expect(try trainer.predictions(3..<8).map(\.probabilities) == rows[3..<8].map(\.probabilities))
  }

  // MARK: Images that cannot be read

  @Test func `an image that cannot be read stops the run with its name`() throws {
    var data = TinyRun.data()
    data.training = FaultyImages(images: TinyRun.images(20), faulty: [4])
    let trainer = try Trainer<Float>(
      TinyRun.specification(), configuration: TinyRun.configuration(), data: data)
    #expect(throws: TrainingError.data(FaultyImages.error(4))) { try TinyRun.run(trainer) }
  }

  @Test func `images that cannot be read are left out and listed once, if that is wanted`() throws {
    var data = TinyRun.data()
    data.training = FaultyImages(images: TinyRun.images(20), faulty: [4, 11])
    data.validation = FaultyImages(images: TinyRun.images(9, seed: 2), faulty: [0])
    var configuration = TinyRun.configuration()
    configuration.badImages = .skip
    let trainer = try Trainer<Float>(TinyRun.specification(), configuration: configuration, data: data)
    try TinyRun.run(trainer)
    #expect(trainer.position.history.map(\.training.images) == [18, 18])
    #expect(trainer.position.history.map(\.test.images) == [8, 8])
    #expect(trainer.failures.map(\.index).sorted() == [0, 4, 11])
    #expect(trainer.failures.contains { $0.problem == FaultyImages.error(11).description })
    #expect(try trainer.predictions(0..<3).map(\.image) == [1, 2])
  }

  @Test func `a batch without any image changes nothing`() throws {
    var data = TinyRun.data()
    data.training = FaultyImages(images: TinyRun.images(20), faulty: Set(0..<20))
    var configuration = TinyRun.configuration()
    configuration.badImages = .skip
    let trainer = try Trainer<Float>(TinyRun.specification(), configuration: configuration, data: data)
    let before = Checkpoint.digest(trainer.network)
    try TinyRun.run(trainer)
    #expect(Checkpoint.digest(trainer.network) == before)
    #expect(trainer.isFinished)
  }

  // MARK: What cannot be trained

  @Test func `a loss that is no number stops the run and leaves the weights`() throws {
    var configuration = TinyRun.configuration()
    configuration.learningRate = 1e30
    let trainer = try TinyRun.trainer(TinyRun.specification(), configuration)
    var before = ""
    let error = #expect(throws: TrainingError.self) {
      while true {
        before = Checkpoint.digest(trainer.network)
        _ = try trainer.step()
      }
    }
    guard case .diverged(let epoch, let step, let loss) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(epoch == 0)
    #expect(step == trainer.position.step)
    #expect(!loss.isFinite)
    #expect(Checkpoint.digest(trainer.network) == before)
    #expect(error?.description.contains("epoch 1, step \(step + 1)") == true)
  }

  @Test(arguments: [(5, 9, 1), (6, 6, 3), (40, 13, 3), (1, 1, 1)])
  func `images of any size and colour are prepared for the network`(_ size: (Int, Int, Int)) throws {
    let images = TinyRun.images(20, height: size.0, width: size.1, channels: size.2, classes: 4)
    let trainer = try Trainer<Float>(
      TinyRun.specification(), configuration: TinyRun.configuration(),
      data: TinyRun.data(training: images, validation: images))
    try TinyRun.run(trainer)
    #expect(trainer.position.history.last?.test.images == 20)
  }

  @Test func `statistics that are missing or of another frame are refused`() throws {
    var data = TinyRun.data()
    data.statistics = nil
    #expect(throws: TrainingError.statistics(found: "none", expected: "6×6×1")) {
      _ = try Trainer<Float>(TinyRun.specification(), configuration: TinyRun.configuration(), data: data)
    }
    data.statistics = ImageStatistics.compute(over: TinyRun.images(3), frame: 7, channels: 3)
    #expect(throws: TrainingError.statistics(found: "7×7×3", expected: "6×6×1")) {
      _ = try Trainer<Float>(TinyRun.specification(), configuration: TinyRun.configuration(), data: data)
    }
  }

  @Test func `more classes than outputs are refused`() throws {
    for (training, validation) in [
      (TinyRun.images(20, classes: 5), TinyRun.images(9)), (TinyRun.images(20), TinyRun.images(9, classes: 5)),
    ] {
      #expect(throws: TrainingError.classes(data: 5, network: 4)) {
        _ = try Trainer<Float>(
          TinyRun.specification(), configuration: TinyRun.configuration(),
          data: TinyRun.data(training: training, validation: validation))
      }
    }
  }

  @Test func `no training images are refused`() throws {
    #expect(throws: TrainingError.configuration("there are no training images")) {
      _ = try Trainer<Float>(
        TinyRun.specification(), configuration: TinyRun.configuration(),
        data: TrainingData(training: TinyRun.images(0), validation: TinyRun.images(9)))
    }
  }

  @Test func `a network whose layers do not fit is refused`() throws {
    var specification = TinyRun.specification()
    specification.layers[1].name = "conv1"
    #expect(throws: TrainingError.network(.duplicateName("conv1"))) { _ = try TinyRun.trainer(specification) }
  }
}
