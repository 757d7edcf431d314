import Foundation
import Synchronization
import Tensors

/// Folders of shards: those that `ShardPreparation` wrote, and WebDataset's by other programs.
///
/// With "dataset.json" the folder must hold what that describes. Without it, archives whose names end in a number and
/// have a word that says for what they are ("train-0001.tar", "imagenet1k-validation-00.tar"; also "training", "val",
/// "valid", and "test" if there are none of these) are taken in the order of their names. Their samples need an image
/// and a "cls" file; classes are called by their numbers, and there is one more than the largest label.
public enum ShardFolder {
  /// Opens the folder.
  ///
  /// - Parameters:
  ///   - path: the folder.
  ///   - heldOut: the fraction of each class's images to hold out, 0 ≤ `heldOut` < 1, if there are no shards for
  ///     validation.
  ///   - seed: what the choice of those images depends on, besides their names.
  ///   - progress: is told how many shards are listed.
  /// - Throws: `DatasetError` if files are missing, damaged or not what the description says.
  public static func open(
    path: String, heldOut: Double = 0, seed: UInt64 = 0, progress: OpeningProgress.Handler? = nil
  ) throws(DatasetError) -> ImageSplits {
    let description = "\(path)/\(ShardDescription.fileName)"
    if FileManager.default.fileExists(atPath: description) {
      return try openPrepared(path, try self.description(path: description), progress)
    }
    let plan = "\(path)/\(PreparationFolder.planName)"
    guard !FileManager.default.fileExists(atPath: plan) else {
      throw .malformed(
        file: plan, offset: 0, found: "the beginning of a preparation", expected: "a complete one",
        remedy: "run the same alexnet prepare again, which goes on with it")
    }
    return try openForeign(path, HeldOut(fraction: heldOut, seed: seed), progress)
  }

  /// The statistics of the training images of a folder that `ShardPreparation` wrote; nil if there are no such images.
  ///
  /// - Throws: `DatasetError` if they are missing, damaged, or of other images.
  public static func statistics(path: String) throws(DatasetError) -> ImageStatistics? {
    let description = try description(path: "\(path)/\(ShardDescription.fileName)")
    let count = description.training.reduce(0) { $0 + $1.images }
    guard count > 0 else { return nil }
    let file = "\(path)/\(ShardDescription.statisticsName)"
    let statistics = try ImageStatistics(path: file)
    let (options, size) = (description.preparation.options, description.preparation.size)
    guard statistics.count == count, statistics.height == size.height, statistics.width == size.width,
      statistics.channels == (options.channels == .rgb ? 3 : 1)
    else {
      throw .malformed(
        file: file, offset: 0, found: "statistics of other images",
        expected: "those of \(count) images of \(size.height)×\(size.width) pixels",
        remedy: "prepare the data set again, or fetch the file again")
    }
    return statistics
  }

  /// Whether a folder looks like it holds shards.
  static func isRecognized(folder: URL) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.contains { Role($0) != nil }
  }

  private static func description(path: String) throws(DatasetError) -> ShardDescription {
    let description = try PreparationFolder.json(ShardDescription.self, path: path)
    try description.check(path: path)
    return description
  }

  /// What a shard is for.
  private enum Role {
    case training
    case validation
    case test

    /// What the name of an archive says; nil if it does not say, or has no number.
    init?(_ name: String) {
      let stem = name.dropLast(4)
      guard name.hasSuffix(".tar"), !name.hasPrefix("."), stem.last?.isNumber ?? false else { return nil }
      let words = stem.lowercased().split { !$0.isLetter }
      if words.contains(where: { ["train", "training"].contains($0) }) {
        self = .training
      } else if words.contains(where: { ["val", "valid", "validation"].contains($0) }) {
        self = .validation
      } else if words.contains("test") {
        self = .test
      } else {
        return nil
      }
    }
  }

  // MARK: - Prepared

  private static func openPrepared(
    _ path: String, _ description: ShardDescription, _ progress: OpeningProgress.Handler?
  ) throws(DatasetError) -> ImageSplits {
    let shards = description.training + description.validation
    let samples = try list(shards.map(\.name), in: path, progress)
    var splits = [
      ShardImages(classes: description.preparation.classes), ShardImages(classes: description.preparation.classes),
    ]
    for (number, (shard, found)) in zip(shards, samples).enumerated() {
      let classes = Int(found.labels.max() ?? -1) + 1
      guard found.archiveSize == shard.bytes, found.labels.count == shard.images,
        classes <= description.preparation.classes.count
      else {
        throw .malformed(
          file: "\(path)/\(shard.name)", offset: 0,
          found: "\(found.labels.count) images of \(classes) classes in \(found.archiveSize) bytes",
          expected: "\(shard.images) images of at most \(description.preparation.classes.count) classes in "
            + "\(shard.bytes) bytes, as \(ShardDescription.fileName) says",
          remedy: "prepare the data set again, or fetch the shard again")
      }
      splits[number < description.training.count ? 0 : 1].append(
        found, name: shard.name, path: "\(path)/\(shard.name)")
    }
    var notes: [String] = []
    if description.skipped > 0 {
      notes.append("\(description.skipped) images could not be decoded when the shards were prepared.")
    }
    return ImageSplits(
      training: splits[0], validation: splits[1], kind: .preparedShards, statistics: try statistics(path: path),
      notes: notes)
  }

  // MARK: - Other programs'

  private static func openForeign(
    _ path: String, _ choice: HeldOut, _ progress: OpeningProgress.Handler?
  ) throws(DatasetError) -> ImageSplits {
    let found: [(name: String, role: Role)]
    do {
      found = try FileManager.default.contentsOfDirectory(atPath: path).sorted().compactMap { name in
        Role(name).map { (name, $0) }
      }
    } catch {
      throw .noFolder(path: path)
    }
    guard !found.isEmpty else { throw .missingFiles(folder: path, missing: [["train-0.tar"], ["val-0.tar"]]) }
    let validationRole = found.contains { $0.role == .validation } ? Role.validation : .test
    let shards = found.filter { $0.role == .training || $0.role == validationRole }
    let names = shards.map(\.name)
    let samples = try list(names, in: path, progress)
    let count = Int(samples.lazy.flatMap(\.labels).max() ?? -1) + 1
    guard count > 0 else { throw .noImages(path: path) }
    let classes = (0..<count).map { ImageClass(identifier: "\($0)") }
    let isValidated = shards.contains { $0.role == validationRole }
    let heldOut = isValidated ? nil : choose(choice, names, samples, classes: count)
    var (training, validation) = (ShardImages(classes: classes), ShardImages(classes: classes))
    for (number, shard) in shards.enumerated() {
      func append(to images: inout ShardImages, where isWanted: (Int) -> Bool = { _ in true }) {
        images.append(samples[number], name: shard.name, path: "\(path)/\(shard.name)", where: isWanted)
      }
      if shard.role == validationRole {
        append(to: &validation)
      } else if let heldOut {
        append(to: &training) { !heldOut[number][$0] }
        append(to: &validation) { heldOut[number][$0] }
      } else {
        append(to: &training)
      }
    }
    var notes: [String] = []
    if shards.count < found.count { notes.append("Shards for testing are not used: there are some for validation.") }
    if !isValidated {
      let held =
        "There are no shards for validation: \(validation.count) of the training images are held out to validate with."
      notes += validation.count > 0 ? [held] : HeldOut.note(counts: [], validation: 0).map { [$0] } ?? []
    }
    return ImageSplits(
      training: training, validation: isValidated || validation.count > 0 ? validation : training, kind: .webDataset,
      notes: notes)
  }

  /// Which images of each shard are held out.
  private static func choose(
    _ choice: HeldOut, _ names: [String], _ samples: [SampleScan.Samples], classes: Int
  ) -> [[Bool]] {
    var isHeldOut = samples.map { [Bool](repeating: false, count: $0.labels.count) }
    var places = [[(shard: Int, index: Int)]](repeating: [], count: classes)
    for (shard, one) in samples.enumerated() {
      for (index, label) in one.labels.enumerated() { places[Int(label)].append((shard, index)) }
    }
    for members in places {
      let chosen = choice.choose(count: members.count) { number in
        let (shard, index) = members[number]
        return Array(names[shard].utf8) + [UInt8(ascii: "/")] + samples[shard].names[index]
      }
      for (place, isChosen) in zip(members, chosen) where isChosen { isHeldOut[place.shard][place.index] = true }
    }
    return isHeldOut
  }

  // MARK: - Listing

  /// Lists shards, several at once: a disk can look for several places at once.
  private static func list(
    _ names: [String], in folder: String, _ progress: OpeningProgress.Handler?
  ) throws(DatasetError) -> [SampleScan.Samples] {
    typealias Outcome = Result<SampleScan.Samples, DatasetError>
    let state = Mutex((outcomes: [Outcome?](repeating: nil, count: names.count), completed: 0, failed: Int.max))
    Parallel.forEach(names.count) { index in
      // What follows an error is not wanted any more; what precedes it is, so that the first error is the one told.
      if state.withLock({ $0.failed < index }) { return }
      let outcome: Outcome
      do throws(DatasetError) {
        outcome = .success(try SampleScan.samples(path: "\(folder)/\(names[index])"))
      } catch {
        outcome = .failure(error)
      }
      state.withLock { state in
        state.outcomes[index] = outcome
        state.completed += 1
        if case .failure = outcome { state.failed = min(state.failed, index) }
        progress?(
          OpeningProgress(activity: "\(folder): listing images", completed: state.completed, total: names.count))
      }
    }
    var samples: [SampleScan.Samples] = []
    for outcome in state.withLock(\.outcomes) {
      if let outcome { samples.append(try outcome.get()) }
    }
    return samples
  }
}
