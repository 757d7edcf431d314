import CommandLineSupport
import Datasets
import Foundation
import Inference
import Networks
import Synchronization
import Tensors
import Training

/// Whether reading images keeps up with training: rates of the loader and of training steps, alone and on the same cores.
struct LoaderRun {
  let seed: UInt64
  /// Images of a step.
  let batch = 64
  /// Seconds of each measurement.
  let seconds = 20.0

  /// Measures and prints.
  ///
  /// - Returns: whether training that reads its images is held up by less than the loader's share of the cores, that is,
  ///   whether the loader delivers at least as much as steps use while both run.
  func run(_ preset: NetworkSpecification, data path: String) throws -> Bool {
    let splits = try DatasetLocator.open(path: path, heldOut: 0, seed: seed)
    let policy = AugmentationPolicy(preset.recipe.augmentation)
    let statistics =
      splits.statistics
      ?? ImageStatistics.compute(
        over: splits.training, frame: preset.input.frame, channels: preset.input.channels.count)
    let preparation = try preset.input.preparation(statistics: statistics, policy: policy)
    let source = splits.training
    func loader(workers: Int) -> ImageLoader {
      ImageLoader(
        source: source, preparation: preparation, policy: policy, seed: seed,
        options: LoadingOptions(workers: workers, ahead: 2 * batch), count: 1 << 40
      ) { ImageLoader.Request(image: $0 % source.count, epoch: $0 / source.count) }
    }
    let network = try Network<Float>(preset, capacity: batch, purpose: .training)
    network.initialize(seed: seed)
    let optimizer = MomentumSGD<Float>(network.plan, recipe: preset.recipe)
    let fixed = try loader(workers: 1).next(batch)
    func step(_ images: [LoadedImage], _ number: Int) throws {
      preparation.fill(network.input(count: batch), with: images[...])
      let labels = images.map { UInt16($0.label) }
      try network.forward(count: batch, pass: .training(seed: seed, step: number, firstImage: 0))
      _ = try network.evaluate(labels: labels)
      try network.backward(labels: labels, scale: 1 / Double(batch))
      optimizer.step(network, rate: 1e-6)
    }

    report("\(path): \(splits.kind.rawValue); \(preset.name), batch \(batch), \(Parallel.threads) threads")
    try step(fixed, 0)
    let alone = try rate { try step(fixed, $0) }
    report("steps alone", alone)
    let free = loader(workers: Parallel.threads)
    let reading = try rate { _ in _ = try free.next(batch) }
    report("loader alone", reading)
    let fed = loader(workers: Parallel.threads)
    let training = try rate { try step(try fed.next(batch), $0) }
    report("steps that read their images", training, of: alone)

    // All that the loader can deliver while steps run: a thread takes images as fast as they come.
    let drain = Drain(loader(workers: Parallel.threads))
    let beside = try rate { try step(fixed, $0) }
    let delivered = drain.stop()
    report("steps beside a loader at full speed", beside, of: alone)
    report("loader at full speed beside steps", delivered, of: beside)
    return delivered >= training
  }

  /// Images a second of a body that takes a batch each time.
  private func rate(_ body: (Int) throws -> Void) throws -> Double {
    let start = ContinuousClock.now
    var (batches, elapsed) = (0, 0.0)
    while elapsed < seconds || batches < 2 {
      try body(batches)
      batches += 1
      elapsed = (ContinuousClock.now - start) / .seconds(1)
    }
    return Double(batches * batch) / elapsed
  }

  private func report(_ what: String, _ rate: Double, of base: Double? = nil) {
    let ratio = base.map { ", \(NumberText.decimal(rate / $0, places: 2)) × the steps'" } ?? ""
    report("  \(what): \(NumberText.rate(rate)) images/s\(ratio)")
  }

  private func report(_ line: String) { Terminal.write(line + "\n", to: .standardOutput) }
}

/// Takes a loader's images as fast as they come, on a thread of its own.
private final class Drain: Sendable {
  private let taken = Atomic<Int>(0)
  private let isDone = Atomic<Bool>(false)
  private let finished = DispatchSemaphore(value: 0)
  private let start = ContinuousClock.now

  init(_ loader: ImageLoader) {
    // The thread is the only one that uses the loader.
    nonisolated(unsafe) let loader = loader
    Parallel.startThread(name: "drain") { [self] in
      while !isDone.load(ordering: .relaxed) {
        guard let images = try? loader.next(8), !images.isEmpty else { break }
        taken.add(images.count, ordering: .relaxed)
      }
      finished.signal()
    }
  }

  /// Ends it.
  ///
  /// - Returns: the images a second since the beginning.
  func stop() -> Double {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    isDone.store(true, ordering: .relaxed)
    finished.wait()
    return Double(taken.load(ordering: .relaxed)) / seconds
  }
}
