import Datasets
import Foundation
import Inference
import Networks
import Synchronization
import Tensors

/// A loader that is emptied as fast as it fills, and training steps, beside each other on the same cores for as long as
/// this object lives.
final class LoaderContest {
  private let shards: PreparedShards
  private let isDone = DoneFlag()
  private let loaded = DispatchSemaphore(value: 0)
  private let stepped = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  /// Prepares shards in a temporary folder, and starts both sides.
  init(_ preset: NetworkSpecification, batch: Int) throws {
    shards = try PreparedShards(PictureFiles.made(count: 64))
    let source = shards.source
    let policy = AugmentationPolicy(preset.recipe.augmentation)
    let preparation = try preset.input.preparation(statistics: shards.statistics, policy: policy)
    // Each is used by one thread alone.
    nonisolated(unsafe) let loader = ImageLoader(
      source: source, preparation: preparation, policy: policy, seed: 1,
      options: LoadingOptions(workers: Parallel.threads, ahead: 2 * batch), count: 1 << 40
    ) { ImageLoader.Request(image: $0 % source.count, epoch: $0 / source.count) }
    nonisolated(unsafe) let exercise = try NetworkExercise(preset, batch: batch, purpose: .training)
    let (isDone, loaded, stepped, ended) = (isDone, loaded, stepped, ended)
    Parallel.startThread(name: "loader's images") {
      while !isDone.value, let images = try? loader.next(batch), !images.isEmpty { loaded.signal() }
      ended.signal()
    }
    Parallel.startThread(name: "training steps") {
      while !isDone.value, (try? exercise.step()) != nil { stepped.signal() }
      ended.signal()
    }
  }

  deinit {
    isDone.set()
    for _ in 0..<2 { ended.wait() }
  }

  /// Returns when as many more batches have been taken from the loader.
  func waitForLoader(batches: Int) { Self.wait(batches, loaded) }

  /// Returns when as many more training steps are done.
  func waitForSteps(_ steps: Int) { Self.wait(steps, stepped) }

  private static func wait(_ count: Int, _ semaphore: DispatchSemaphore) {
    // What was done before does not count.
    while semaphore.wait(timeout: .now()) == .success {}
    for _ in 0..<count { semaphore.wait() }
  }
}

/// Whether threads should end.
private final class DoneFlag: Sendable {
  private let flag = Atomic<Bool>(false)
  var value: Bool { flag.load(ordering: .relaxed) }
  func set() { flag.store(true, ordering: .relaxed) }
}
