import Foundation

/// The state of a preparation: which shards are finished, and the sums over their training images.
struct PreparationSession {
  private let plan: ShardPlan
  private let folder: PreparationFolder
  private let shards: [ShardPlan.Shard]
  /// Of the finished shards, which are the first.
  private var records: [ShardRecord] = []
  /// Over the training images of the finished shards.
  private var sums: ImageStatisticsAccumulator
  /// The name of the file with `sums`.
  private var sumsName: String?
  /// The images of the shards that were finished before.
  private(set) var resumedImages = 0

  /// The state that earlier sessions left in a folder.
  init(plan: ShardPlan, folder: PreparationFolder) throws(PreparationError) {
    self.plan = plan
    self.folder = folder
    shards = plan.shards
    sums = Self.empty(plan)
    for shard in shards {
      guard let record = Self.record(of: shard, folder) else { break }
      records.append(record)
    }
    if !restoreSums() { records = [] }
    resumedImages = shards.prefix(records.count).reduce(0) { $0 + $1.places.count }
    // What follows a gap is made again.
    for shard in shards.dropFirst(records.count) { folder.remove(Self.recordName(shard)) }
    try folder.removePartialFiles(of: Self.allNames(shards))
  }

  private static func empty(_ plan: ShardPlan) -> ImageStatisticsAccumulator {
    ImageStatisticsAccumulator(
      height: plan.size.height, width: plan.size.width, channels: plan.options.channels == .rgb ? 3 : 1)
  }

  /// The next shard to write; nil if all are finished.
  var nextShard: ShardPlan.Shard? { records.count < shards.count ? shards[records.count] : nil }

  // MARK: - Resuming

  /// The record of a shard that is finished; nil if it is not, or the shard is not what the record says.
  private static func record(of shard: ShardPlan.Shard, _ folder: PreparationFolder) -> ShardRecord? {
    // A record that cannot be read is one that has to be made again.
    guard let record = try? PreparationFolder.json(ShardRecord.self, path: folder.path(recordName(shard))),
      record.bytes > 0, record.images >= 0, record.skipped.count <= shard.places.count,
      record.images == shard.places.count - record.skipped.count, folder.size(of: shard.name) == record.bytes
    else { return nil }
    return record
  }

  /// Reads the sums over the finished shards; false if they are not there.
  private mutating func restoreSums() -> Bool {
    let summed = zip(shards, records).filter { $0.isTraining && $1.images > 0 }
    guard let (last, _) = summed.last else { return true }
    let name = Self.sumsName(last)
    guard let stored = try? ImageStatisticsAccumulator(path: folder.path(name)),
      stored.count == summed.reduce(0, { $0 + $1.1.images }), stored.canMerge(sums)
    else { return false }
    (sums, sumsName) = (stored, name)
    return true
  }

  // MARK: - Going on

  /// Notes that the next shard is written.
  mutating func finish(_ written: ShardWriter.Written) throws(PreparationError) {
    let shard = shards[records.count]
    let earlierSums = sumsName
    if let more = written.sums {
      sums.merge(more)
      let name = Self.sumsName(shard)
      do throws(DatasetError) {
        try sums.save(path: folder.path(name))
      } catch {
        throw .dataset(error)
      }
      sumsName = name
    }
    try folder.write(json: written.record, to: Self.recordName(shard))
    records.append(written.record)
    // Only now is the shard finished, and the sums before it are not needed any more.
    if let earlierSums, earlierSums != sumsName { folder.remove(earlierSums) }
  }

  /// Writes what stands beside the shards, and removes what helped to make them.
  func complete() throws(PreparationError) -> PreparationSummary {
    var summary = summary
    for (split, count, written) in [
      ("training", plan.source.training, summary.training), ("validation", plan.source.validation, summary.validation),
    ] where count > 0 && written.images == 0 {
      throw .noImages(split: split, skipped: count)
    }
    if sums.count > 0 {
      let statistics = ImageStatistics(sums)
      do throws(DatasetError) {
        try statistics.save(path: folder.path(ShardDescription.statisticsName))
      } catch {
        throw .dataset(error)
      }
      summary.statistics = statistics
    }
    if !summary.skipped.isEmpty {
      let lines = summary.skipped.map { $0.reason + "\n" }.joined()
      try folder.write(Array(lines.utf8), to: ShardDescription.skippedName)
    }
    let described = zip(shards, records).map { shard, record in
      (shard.isTraining, ShardDescription.Shard(name: shard.name, images: record.images, bytes: record.bytes))
    }
    try folder.write(
      json: ShardDescription(
        format: ShardDescription.format, preparation: plan, training: described.filter(\.0).map(\.1),
        validation: described.filter { !$0.0 }.map(\.1), skipped: summary.skippedCount),
      to: ShardDescription.fileName)
    Self.removeRecords(plan, folder)
    summary.isComplete = true
    return summary
  }

  /// Removes what helped to make shards that are all finished.
  static func removeRecords(_ plan: ShardPlan, _ folder: PreparationFolder) {
    for shard in plan.shards {
      folder.remove(recordName(shard))
      if shard.isTraining { folder.remove(sumsName(shard)) }
    }
    folder.remove(PreparationFolder.planName)
  }

  /// What is finished so far.
  var summary: PreparationSummary {
    var summary = PreparationSummary()
    for (shard, record) in zip(shards, records) {
      if shard.isTraining {
        summary.training.add(images: record.images, bytes: record.bytes)
      } else {
        summary.validation.add(images: record.images, bytes: record.bytes)
      }
      summary.skipped += record.skipped
    }
    summary.skippedCount = summary.skipped.count
    summary.resumedImages = resumedImages
    return summary
  }

  // MARK: - Names

  private static func recordName(_ shard: ShardPlan.Shard) -> String { shard.name.dropLast(3) + "json" }

  private static func sumsName(_ shard: ShardPlan.Shard) -> String { shard.name.dropLast(3) + "sums.safetensors" }

  private static func allNames(_ shards: [ShardPlan.Shard]) -> [String] {
    shards.flatMap { [$0.name, recordName($0), sumsName($0)] } + [
      PreparationFolder.planName, ShardDescription.fileName, ShardDescription.statisticsName,
      ShardDescription.skippedName,
    ]
  }
}
