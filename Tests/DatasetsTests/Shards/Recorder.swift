import Datasets
import Synchronization

/// Keeps what it is told, from any thread.
final class Recorder: Sendable {
  private let states = Mutex<[OpeningProgress]>([])

  var all: [OpeningProgress] { states.withLock { $0 } }

  func append(_ progress: OpeningProgress) { states.withLock { $0.append(progress) } }
}
