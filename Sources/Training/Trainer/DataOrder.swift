import Synchronization
import Tensors

/// The order of training images in each epoch, drawn by (seed, epoch).
final class DataOrder: Sendable {
  /// Images of an epoch.
  let count: Int
  private let seed: UInt64
  /// The latest epochs' orders: at the end of an epoch, the next one's images are read already.
  private let known = Mutex<[(epoch: Int, images: [Int])]>([])

  init(seed: UInt64, count: Int) {
    self.seed = seed
    self.count = count
  }

  /// The image at a place, 0 ≤ place < count, of an epoch.
  func image(at place: Int, epoch: Int) -> Int {
    known.withLock { known in
      if let order = known.first(where: { $0.epoch == epoch }) { return order.images[place] }
      let images = RandomStream(seed: seed, purpose: .dataOrder, index: epoch).permutation(count: count)
      known = known.suffix(1) + [(epoch, images)]
      return images[place]
    }
  }
}
