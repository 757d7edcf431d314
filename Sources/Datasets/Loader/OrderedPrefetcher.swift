import Foundation
import Tensors

/// Elements made ahead of their use by worker threads, and handed out in order, whoever made them.
///
/// At most `ahead` elements are made or being made and not yet taken, so memory is bounded by the consumer's pace. The
/// threads end with the last element, or with the prefetcher.
final class OrderedPrefetcher<Element: Sendable>: Sendable {
  /// What the threads share, so that they do not keep the prefetcher itself.
  ///
  /// Unchecked: everything that changes is touched between `condition.lock()` and `unlock()` alone.
  private final class Shared: @unchecked Sendable {
    let condition = NSCondition()
    let count: Int
    var slots: [Element?]
    var made = 0
    var taken = 0
    var workers: Int
    var isStopped = false

    init(count: Int, ahead: Int, workers: Int) {
      self.count = count
      self.workers = workers
      slots = Array(repeating: nil, count: ahead)
    }

    /// A worker's life.
    func work(_ make: (Int) -> Element) {
      condition.lock()
      defer {
        workers -= 1
        condition.broadcast()
        condition.unlock()
      }
      while true {
        while !isStopped && made < count && made - taken >= slots.count { condition.wait() }
        guard !isStopped && made < count else { return }
        let position = made
        made += 1
        condition.unlock()
        let element = make(position)
        condition.lock()
        slots[position % slots.count] = element
        condition.broadcast()
      }
    }
  }

  private let shared: Shared

  /// Starts making elements 0..<count.
  ///
  /// - Parameters:
  ///   - count: number of elements.
  ///   - ahead: the most elements in memory that are not yet taken, at least 1.
  ///   - workers: number of threads, at least 1.
  ///   - make: makes the element of a position; called on any of the threads, once for each position, in order of starting.
  init(count: Int, ahead: Int, workers: Int, make: @escaping @Sendable (Int) -> Element) {
    precondition(count >= 0 && ahead >= 1 && workers >= 1, "a prefetcher works ahead with a thread")
    let workers = min(workers, ahead, count)
    let shared = Shared(count: count, ahead: ahead, workers: workers)
    self.shared = shared
    for worker in 0..<workers {
      Parallel.startThread(name: "loader \(worker)") { shared.work(make) }
    }
  }

  /// The next element, waiting for it if need be; nil after the last.
  func next() -> Element? {
    shared.condition.lock()
    defer { shared.condition.unlock() }
    guard shared.taken < shared.count else { return nil }
    let slot = shared.taken % shared.slots.count
    while shared.slots[slot] == nil { shared.condition.wait() }
    let element = shared.slots[slot]
    shared.slots[slot] = nil
    shared.taken += 1
    shared.condition.broadcast()
    return element
  }

  deinit {
    // What the threads read may go away with who owns this, so their last elements are waited for.
    shared.condition.lock()
    shared.isStopped = true
    shared.condition.broadcast()
    while shared.workers > 0 { shared.condition.wait() }
    shared.condition.unlock()
  }
}
