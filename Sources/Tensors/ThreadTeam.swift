import Dispatch
import Synchronization

/// Threads that stand ready through a pass: they take part in one parallel loop after the other without being started anew.
///
/// Waking a thread takes about as long as a small layer. A member without work therefore looks for some in a loop for a while
/// before it sleeps. Members are the iterations of one `concurrentPerform`, begun by `Parallel.withTeam`.
///
/// One word is the whole protocol: bit 0 says that a loop is open, the bits up to 31 count its members at work, the bits
/// above number the loops. A member joins an open loop by raising the count, so a loop that its leader has closed can only
/// be left, and what the leader published with the word stays in place until the count is zero.
package final class ThreadTeam: Sendable {
  /// How long a member looks for work before it sleeps: a few times what waking it takes.
  private static let patience = Duration.microseconds(200)

  private static let open = 1
  private static let member = 2
  private static let loop = 1 << 32
  /// No loop will be opened any more.
  private static let dismissed = -1

  private let state = Atomic<Int>(0)
  private let nextTask = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  private let bell = DispatchSemaphore(value: 0)
  // Unchecked: written by the leader while no member is at work, read by members between joining and leaving.
  private nonisolated(unsafe) var tasks = 0
  private nonisolated(unsafe) var body: UnsafePointer<(Int) -> Void>?

  /// A team without members: whoever calls `serve` is one.
  package init() {}

  /// Calls `body` for each index below `count` on the leader, who calls this, and on the members that are free.
  package func perform(_ count: Int, _ body: (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { pointer in
        self.body = pointer
        tasks = count
        nextTask.store(0, ordering: .relaxed)
        let number = state.load(ordering: .relaxed) & ~(Self.loop - 1) &+ Self.loop
        state.store(number | Self.open, ordering: .sequentiallyConsistent)
        wake()
        work()
        state.bitwiseAnd(~Self.open, ordering: .acquiringAndReleasing)
        while state.load(ordering: .acquiring) != number { Self.pause() }
      }
    }
  }

  /// What a member does until the team is dismissed.
  package func serve() {
    var joined = 0
    var start = ContinuousClock.now
    while true {
      let seen = state.load(ordering: .acquiring)
      if seen == Self.dismissed { return }
      if isOpen(seen, after: joined) {
        let entry = state.compareExchange(
          expected: seen, desired: seen + Self.member, successOrdering: .acquiringAndReleasing,
          failureOrdering: .relaxed)
        guard entry.exchanged else { continue }
        joined = seen / Self.loop
        work()
        state.wrappingSubtract(Self.member, ordering: .acquiringAndReleasing)
        start = .now
      } else if ContinuousClock.now - start > Self.patience {
        sleep(after: joined)
        start = .now
      }
    }
  }

  /// Lets the members go.
  package func dismiss() {
    state.store(Self.dismissed, ordering: .sequentiallyConsistent)
    wake()
  }

  private func isOpen(_ seen: Int, after joined: Int) -> Bool { seen & Self.open != 0 && seen / Self.loop != joined }

  /// Takes tasks of the open loop until there are none.
  private func work() {
    guard let body else { return }
    while true {
      let index = nextTask.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < tasks else { return }
      body.pointee(index)
    }
  }

  /// Sleeps until a loop is opened. Whoever opens one after this member is counted rings for it; one opened before is seen here.
  private func sleep(after joined: Int) {
    sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
    let seen = state.load(ordering: .sequentiallyConsistent)
    if seen == Self.dismissed || isOpen(seen, after: joined) {
      var count = sleepers.load(ordering: .relaxed)
      while count > 0 {
        let exit = sleepers.compareExchange(expected: count, desired: count - 1, ordering: .sequentiallyConsistent)
        if exit.exchanged { return }
        count = exit.original
      }
      // The leader has counted this member already: its ring must be consumed.
    }
    bell.wait()
  }

  private func wake() {
    for _ in 0..<sleepers.exchange(0, ordering: .sequentiallyConsistent) { bell.signal() }
  }

  /// Gives a sibling on the same core a moment.
  private static func pause() { _ = ContinuousClock.now }
}
