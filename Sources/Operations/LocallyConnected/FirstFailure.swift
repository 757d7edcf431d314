import Synchronization

/// Keeps the first error that tasks on several threads run into.
final class FirstFailure: Sendable {
  private let stored = Mutex<ShapeError?>(nil)

  var error: ShapeError? { stored.withLock { $0 } }

  func record(_ error: ShapeError) { stored.withLock { $0 = $0 ?? error } }
}
