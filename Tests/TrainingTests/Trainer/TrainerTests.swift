import Datasets
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
    configuration.augmentation = .init(shift: 0, mirrors: false)
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
    let weights = trainer.network.exportParameter(4)
    _ = try trainer.step()
    let gradient = Tensor(copying: trainer.network.gradient(4).readable).elements
    let network = try Network<Float>(trainer.specification, capacity: 2, purpose: .training)
    for index in network.plan.parameters.indices {
      network.importParameter(index, try TinyRun.trainer().network.exportParameter(index))
    }
    let images = TinyRun.images(20)
    let mean = images.meanImage.map { Float($0 / 255) }
    let order = RandomStream(seed: 7, purpose: .dataOrder, index: 0).permutation(count: 20).prefix(2)
    BatchAssembler(images: images, mean: mean, scale: 1 / 255, deviation: [1]).fill(
      order, augmentation: (configuration.augmentation, RandomStream(seed: 7, purpose: .augmentation, index: 0)),
      into: network.input(count: 2))
    let labels = order.map { images.labels[$0] }
    try network.forward(count: 2, pass: .training(seed: 7, step: 0, firstImage: 0))
    _ = try network.evaluate(labels: labels)
    try network.backward(labels: labels, scale: 0.5)
    #expect(Tensor(copying: network.gradient(4).readable).elements == gradient)
    #expect(trainer.network.exportParameter(4) != weights)
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

  @Test func `predictions are probabilities, and the same in any part`() throws {
    let trainer = try TinyRun.trainer(TinyRun.specification(), TinyRun.configuration(microBatch: 2))
    let rows = try trainer.predictions(0..<9)
    #expect(rows.count == 9)
    for row in rows {
      #expect(row.count == 4)
      #expect(abs(row.reduce(0, +) - 1) < 1e-6)
    }
    #expect(try trainer.predictions(3..<8) == Array(rows[3..<8]))
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

  @Test func `images of another shape are refused`() throws {
    let specification = TinyRun.specification()
    let configuration = TinyRun.configuration()
    for (training, test) in [
      (TinyRun.images(20, height: 5), TinyRun.images(9)), (TinyRun.images(20), TinyRun.images(9, height: 5)),
    ] {
      #expect(throws: TrainingError.imageShape(found: "5×5×1", expected: "6×5×1", network: "tiny")) {
        _ = try Trainer<Float>(specification, configuration: configuration, training: training, test: test)
      }
    }
    #expect(throws: TrainingError.imageShape(found: "6×5×3", expected: "6×5×1", network: "tiny")) {
      _ = try Trainer<Float>(
        specification, configuration: configuration, training: TinyRun.images(20, channels: 3), test: TinyRun.images(9))
    }
  }

  @Test func `more classes than outputs are refused`() throws {
    for (training, test) in [
      (TinyRun.images(20, classes: 5), TinyRun.images(9)), (TinyRun.images(20), TinyRun.images(9, classes: 5)),
    ] {
      #expect(throws: TrainingError.classes(data: 5, network: 4)) {
        _ = try Trainer<Float>(
          TinyRun.specification(), configuration: TinyRun.configuration(), training: training, test: test)
      }
    }
  }

  @Test func `no training images are refused`() throws {
    #expect(throws: TrainingError.configuration("there are no training images")) {
      _ = try Trainer<Float>(
        TinyRun.specification(), configuration: TinyRun.configuration(), training: TinyRun.images(0),
        test: TinyRun.images(9))
    }
  }

  @Test func `a network whose layers do not fit is refused`() throws {
    var specification = TinyRun.specification()
    specification.layers[1].name = "conv1"
    #expect(throws: TrainingError.network(.duplicateName("conv1"))) { _ = try TinyRun.trainer(specification) }
  }
}
