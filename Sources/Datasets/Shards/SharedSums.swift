import ImageCodecs
import Synchronization

/// Sums over images that several threads add to: as many accumulators as threads add at once.
///
/// All sums are exact, so it does not matter which image went into which.
final class SharedSums: Sendable {
  private let idle = Mutex<[ImageStatisticsAccumulator]>([])

  /// Adds an image; all have the same size.
  func add(_ image: Image) {
    var sums =
      idle.withLock { $0.popLast() }
      ?? ImageStatisticsAccumulator(height: image.height, width: image.width, channels: image.channels)
    sums.add(image)
    idle.withLock { $0.append(sums) }
  }

  /// The sums over all images; nil if there are none.
  func merged() -> ImageStatisticsAccumulator? {
    idle.withLock { accumulators in
      guard var total = accumulators.first else { return nil }
      for more in accumulators.dropFirst() { total.merge(more) }
      return total
    }
  }
}
