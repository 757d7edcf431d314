import CommandLineSupport
import Datasets
import Inference
import Networks
import Synchronization
import Training

/// Opens the data of a run, and finds or computes the statistics that the network needs.
struct DataOpening {
  let isQuiet: Bool

  /// The most images that statistics are computed over where the data has none.
  static let statisticsLimit = 10_000

  /// The data of a run, and what its user should know of it; nil after an interrupt.
  func open(_ request: TrainRequest) throws -> (data: TrainingData, notes: [String])? {
    let configuration = request.configuration
    var splits = try open(path: configuration.data, heldOut: configuration.heldOut, seed: configuration.seed)
    if let selection = configuration.selection { splits = try selection.applied(to: splits) }
    var data = TrainingData(training: splits.training, validation: splits.validation)
    var notes = ["\(configuration.data): \(splits.kind.rawValue)"] + splits.notes
    let input = try NetworkSpecification.preset(named: configuration.network).input
    guard input.needsStatistics(for: configuration.augmentation) else { return (data, notes) }
    if request.isResumed {
      data.statistics = try ImageStatistics(path: request.folder.statisticsPath)
    } else if let path = request.statisticsPath {
      data.statistics = try ImageStatistics(path: path)
    } else if let statistics = splits.statistics, statistics.height == input.frame, statistics.width == input.frame,
      statistics.channels == input.channels.count
    {
      data.statistics = statistics
    } else {
      guard let statistics = compute(over: splits.training, input) else {
        if InterruptHandler.isInterrupted { return nil }
        throw TrainingError.configuration("none of the training images can be read, so there is no mean to subtract")
      }
      data.statistics = statistics
      if splits.training.count > Self.statisticsLimit {
        notes.append(
          "mean image and colours are those of \(NumberText.grouped(statistics.count)) training images; "
            + "`alexnet prepare` computes them over all")
      }
    }
    return (data, notes)
  }

  /// Opens a data set of any kind, with progress where that takes long.
  func open(path: String, heldOut: Double, seed: UInt64) throws -> ImageSplits {
    let line = OpeningLine(isSilent: isQuiet)
    defer { line.clear() }
    return try DatasetLocator.open(path: path, heldOut: heldOut, seed: seed) { line.update($0) }
  }

  private func compute(over source: any ImageSource, _ input: InputConvention) -> ImageStatistics? {
    let progress = Mutex(
      ProgressLine(
        title: "mean image", total: min(source.count, Self.statisticsLimit), unit: "images",
        style: .automatic(isQuiet: isQuiet)))
    defer { progress.withLock { $0.clear() } }
    return ImageStatistics.compute(
      over: source, frame: input.frame, channels: input.channels.count, limit: Self.statisticsLimit,
      progress: { done in progress.withLock { $0.update(completed: done) } },
      isInterrupted: { InterruptHandler.isInterrupted })
  }
}
