import Datasets
import Foundation

/// Pictures as `alexnet prepare` stores them, in a temporary folder that is removed with this object.
final class PreparedShards {
  /// The training images of the shards.
  let source: any ImageSource
  /// Their statistics.
  let statistics: ImageStatistics
  private let folder: URL

  /// Prepares all files, in two classes.
  init(_ files: PictureFiles) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "alexnet-benchmarks-\(UUID().uuidString)")
    self.folder = folder
    let pictures = folder.appending(path: "pictures")
    let shards = folder.appending(path: "shards")
    do {
      for (number, bytes) in files.contents.enumerated() {
        let place = pictures.appending(path: number.isMultiple(of: 2) ? "even" : "odd")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try Data(bytes).write(to: place.appending(path: "\(number).jpg"))
      }
      let splits = try DatasetLocator.open(path: pictures.path, heldOut: 0, seed: 1)
      let summary = try ShardPreparation(options: PreparationOptions(suiting: splits)).run(splits, to: shards.path)
      let prepared = try DatasetLocator.open(path: shards.path, heldOut: 0, seed: 1)
      guard summary.isComplete, let statistics = prepared.statistics else {
        throw DatasetError.noImages(path: shards.path)
      }
      source = prepared.training
      self.statistics = statistics
    } catch {
      try? FileManager.default.removeItem(at: folder)
      throw error
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }
}
