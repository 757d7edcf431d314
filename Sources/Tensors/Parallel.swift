import Dispatch
import Foundation
import Synchronization

/// Work shared between threads. The only place where threads are started.
///
/// Nothing in a result depends on the number of threads: tasks write disjoint memory, and what is summed is summed in an
/// order that operations fix.
public enum Parallel {
  private static let configured = Atomic<Int>(0)
  @TaskLocal private static var override: Int?

  /// Threads that operations use: that of `withThreads`, else the one set, else one for each active processor.
  public static var threads: Int {
    if let override { return override }
    let count = configured.load(ordering: .relaxed)
    return count > 0 ? count : ProcessInfo.processInfo.activeProcessorCount
  }

  /// Sets the number of threads for the whole program; zero or less means one for each active processor.
  public static func setThreads(_ count: Int) { configured.store(max(0, count), ordering: .relaxed) }

  /// Runs `body` with operations on `count` threads, on this task and what it calls.
  public static func withThreads<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
    try $override.withValue(max(1, count)) { try body() }
  }

  /// Calls `body` once for each index below `count`, in any order, on all threads; returns when all are done.
  ///
  /// Threads take the next index when they are free, so tasks may differ in length. `body` must not call this again.
  ///
  /// - Parameters:
  ///   - count: number of tasks.
  ///   - body: the task of an index.
  package static func forEach(_ count: Int, _ body: (Int) -> Void) {
    let workers = min(threads, count)
    guard workers > 1 else {
      for index in 0..<count { body(index) }
      return
    }
    let next = Atomic<Int>(0)
    withoutActuallyEscaping(body) { body in
      nonisolated(unsafe) let body = body
      DispatchQueue.concurrentPerform(iterations: workers) { _ in
        while true {
          let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard index < count else { return }
          body(index)
        }
      }
    }
  }

  /// Calls `body` with ranges that together cover `0..<count`, in any order, on all threads.
  ///
  /// - Parameters:
  ///   - grain: the fewest elements that are worth a task; ranges start at its multiples.
  package static func forEachRange(_ count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
    let grains = (count + grain - 1) / grain
    // Four tasks a thread even out what a busy processor takes away.
    let tasks = min(grains, threads * 4)
    guard tasks > 1 else {
      if count > 0 { body(0..<count) }
      return
    }
    forEach(tasks) { task in
      let lower = grains * task / tasks * grain
      let upper = min(count, grains * (task + 1) / tasks * grain)
      if lower < upper { body(lower..<upper) }
    }
  }

  /// Starts a thread beside those that compute, for work that waits: reading and decoding ahead.
  ///
  /// It is not one of Dispatch's, whose number is limited: one that sleeps there would be missing from `forEach`.
  ///
  /// - Parameters:
  ///   - name: what debuggers call it.
  ///   - body: runs once; the thread ends with it.
  package static func startThread(name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread(block: body)
    thread.name = name
    thread.stackSize = 8 << 20
    thread.start()
  }
}
