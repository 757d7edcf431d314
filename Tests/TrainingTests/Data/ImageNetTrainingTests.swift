import Datasets
import Networks
import TestSupport
import Testing
import Training

/// From archives of JPEG files to a trained network.
struct ImageNetTrainingTests {
  /// The network of 2012 with fewer filters, all else as it is: 224 × 224 crops, mean image, mirrors, colours.
  private func trainer(_ path: String, epochs: Int, workers: Int = 2) throws -> Trainer<Float> {
    let splits = try DatasetLocator.open(path: path, heldOut: 0, seed: 0)
    let classes = splits.training.classes.count
    // The paper's deviation of 0.01 learns nothing in a few steps of so few filters.
    let specification = NetworkSpecification.paper(classes: classes).reduced(by: 16)
      .initialized(Initialization(weights: .heNormal, biases: .constant(0.1)))
    var configuration = TrainingConfiguration(specification, data: path, seed: 5)
    configuration.batch = 8
    configuration.microBatch = 8
    configuration.epochs = epochs
    configuration.learningRate = 0.003
    configuration.schedule = "constant"
    let statistics = ImageStatistics.compute(over: splits.training, frame: 256, channels: 3)
    return try Trainer(
      specification, configuration: configuration,
      data: TrainingData(training: splits.training, validation: splits.validation, statistics: statistics),
      workers: workers)
  }

  @Test func `archives as they are distributed train a network and measure it`() throws {
    let folder = try TemporaryFolder()
    try SmallImageNet.writeArchives(to: folder, images: 8)
    let trainer = try trainer(folder.path, epochs: 6)
    #expect(trainer.data.training.count == 32)
    #expect(trainer.data.training.classes.map(\.identifier) == SmallImageNet.identifiers)
    let before = try trainer.evaluate()
    try TinyRun.run(trainer)
    let after = try trainer.evaluate()
    #expect(before.images == 4 && after.images == 4)
    #expect(after.loss < before.loss / 2)
    #expect(after.top1 == 4)
    #expect(try trainer.predictions(0..<4).map(\.image) == [0, 1, 2, 3])
    withExtendedLifetime(folder) {}
  }

  @Test func `archives and folders give the same weights, shards of raw pixels the same inputs`() throws {
    let (archives, folders, shards) = (try TemporaryFolder(), try TemporaryFolder(), try TemporaryFolder())
    try SmallImageNet.writeArchives(to: archives, images: 3)
    try SmallImageNet.writeFolders(to: folders, images: 3)
    func digest(_ path: String, workers: Int) throws -> String {
      let trainer = try trainer(path, epochs: 1, workers: workers)
      try TinyRun.run(trainer)
      return Checkpoint.digest(trainer.network)
    }
    let first = try digest(archives.path, workers: 1)
    #expect(try digest(folders.path, workers: 3) == first)
    // Training images are shuffled on their way into shards, so these are compared by what becomes of the validation set.
    let splits = try DatasetLocator.open(path: archives.path, heldOut: 0, seed: 0)
    let preparation = ShardPreparation(options: PreparationOptions(encoding: .raw), badImages: .fail)
    #expect(try preparation.run(splits, to: shards.path).isComplete)
    let prepared = try trainer(shards.path, epochs: 1)
    let original = try trainer(archives.path, epochs: 1)
    #expect(prepared.data.training.count == original.data.training.count)
    #expect(prepared.data.statistics == original.data.statistics)
    #expect(try prepared.evaluate() == original.evaluate())
    try TinyRun.run(prepared)
    withExtendedLifetime((archives, folders, shards)) {}
  }
}
