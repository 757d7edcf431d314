import Foundation

/// Preparation of a data set: its images are decoded, resized, encoded and written to shards, once, for many trainings.
///
/// The folder then holds "train-000000.tar", … and "val-000000.tar", …, "statistics.safetensors" (`ImageStatistics`) and
/// "dataset.json" (`ShardDescription`). Shards are tar archives as WebDataset has them: an image is a sample of two files
/// whose names differ in the ending alone, "KEY.cls", its label in decimal, and "KEY.jpg", "KEY.ppm" or "KEY.pgm". The
/// label comes first, so that a reader that looks for labels and headers finds both, and the header of the image, in one
/// page. Statistics are those of the training images' exact pixels before they are encoded; with
/// `PreparationOptions.Shape.shorterSide`, of the central squares.
///
/// The bytes depend on the images and options alone: not on threads, nor on interruptions. A session that is interrupted
/// or killed is gone on with by running the same preparation again, which keeps the shards that are finished.
public struct ShardPreparation: Sendable {
  /// What becomes of an image that cannot be decoded.
  ///
  /// What the operating system cannot read is no bad image: it ends the preparation in any case.
  public enum BadImagePolicy: String, Sendable, CaseIterable {
    /// It is left out, and listed.
    case skip
    /// It ends the preparation; shards that are finished stay.
    case fail
  }

  /// How images are stored.
  public var options: PreparationOptions
  /// What becomes of an image that cannot be decoded.
  public var badImages: BadImagePolicy

  /// A preparation.
  public init(options: PreparationOptions = PreparationOptions(), badImages: BadImagePolicy = .skip) {
    self.options = options
    self.badImages = badImages
  }

  /// Writes the shards of a data set, those that are not there yet.
  ///
  /// - Parameters:
  ///   - splits: the data set.
  ///   - folder: the path of a folder that is new, empty, or holds a part of the same preparation.
  ///   - progress: is told how far it is: at the beginning, and several times a second.
  ///   - isInterrupted: is asked after each shard; true ends the session.
  /// - Returns: what was done; `isComplete` is false after an interrupt.
  /// - Throws: `PreparationError`.
  public func run(
    _ splits: ImageSplits, to folder: String, progress: (PreparationProgress) -> Void = { _ in },
    isInterrupted: () -> Bool = { false }
  ) throws(PreparationError) -> PreparationSummary {
    let plan = try ShardPlan(options, for: splits)
    let folder = try PreparationFolder(path: folder)
    if folder.contains(ShardDescription.fileName) { return try Self.finished(plan, folder) }
    try Self.begin(plan, folder)
    var session = try PreparationSession(plan: plan, folder: folder)
    let order = plan.trainingOrder
    let total = plan.source.training + plan.source.validation
    var completed = session.resumedImages
    progress(PreparationProgress(completed: completed, total: total))
    while let shard = session.nextShard {
      let writer = ShardWriter(
        plan: plan, source: shard.isTraining ? splits.training : splits.validation, badImages: badImages)
      let before = completed
      try session.finish(
        writer.write(shard, order: shard.isTraining ? order : nil, to: folder.path(shard.name)) { done in
          completed = before + done
          progress(PreparationProgress(completed: completed, total: total))
        })
      if session.nextShard != nil, isInterrupted() { return session.summary }
    }
    return try session.complete()
  }

  /// Writes the plan into an empty folder, or compares it with that of the earlier session.
  private static func begin(_ plan: ShardPlan, _ folder: PreparationFolder) throws(PreparationError) {
    if folder.contains(PreparationFolder.planName) {
      return try compare(plan, with: json(ShardPlan.self, folder.path(PreparationFolder.planName)), folder)
    }
    let partial = PreparationFolder.planName + ".partial-"
    // A volume of its own has that folder from the beginning.
    if let found = try folder.names().first(where: { !$0.hasPrefix(partial) && $0 != "lost+found" }) {
      throw .occupied(folder: folder.path, found: found)
    }
    try folder.write(json: plan, to: PreparationFolder.planName)
  }

  private static func compare(
    _ plan: ShardPlan, with other: ShardPlan, _ folder: PreparationFolder
  ) throws(PreparationError) {
    let differences = plan.differences(from: other)
    if !differences.isEmpty { throw .differentPreparation(folder: folder.path, differences: differences) }
  }

  /// The summary of a preparation that was complete before.
  private static func finished(
    _ plan: ShardPlan, _ folder: PreparationFolder
  ) throws(PreparationError) -> PreparationSummary {
    let description = try json(ShardDescription.self, folder.path(ShardDescription.fileName))
    try compare(plan, with: description.preparation, folder)
    var summary = PreparationSummary()
    for shard in description.training { summary.training.add(images: shard.images, bytes: shard.bytes) }
    for shard in description.validation { summary.validation.add(images: shard.images, bytes: shard.bytes) }
    summary.skippedCount = description.skipped
    summary.resumedImages = summary.training.images + summary.validation.images + description.skipped
    do throws(DatasetError) {
      try description.check(path: folder.path(ShardDescription.fileName))
      summary.statistics = try ShardFolder.statistics(path: folder.path)
    } catch {
      throw .dataset(error)
    }
    summary.isComplete = true
    // A session may have been killed between the description, which comes last, and cleaning up.
    PreparationSession.removeRecords(plan, folder)
    return summary
  }

  private static func json<Value: Decodable>(_ type: Value.Type, _ path: String) throws(PreparationError) -> Value {
    do throws(DatasetError) {
      return try PreparationFolder.json(type, path: path)
    } catch {
      throw .dataset(error)
    }
  }
}

extension PreparationSummary.Split {
  /// Counts a shard.
  mutating func add(images: Int, bytes: Int) {
    self.images += images
    self.bytes += bytes
    shards += 1
  }
}
