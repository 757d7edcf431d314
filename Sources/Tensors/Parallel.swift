import Dispatch
import Foundation
import Synchronization

/// Work shared between threads. The only place where threads are started.
///
/// Nothing in a result depends on the number of threads: tasks write disjoint memory, and what is summed is summed in an
/// order that operations fix.
public enum Parallel {
  private static let configured = Atomic<Int>(0)
  /// Asked for once: Foundation reads the control groups' files anew each time, which takes as long as a small layer.
  private static let processors = ProcessInfo.processInfo.activeProcessorCount
  @TaskLocal private static var override: Int?
  /// The team that this thread leads.
  @TaskLocal private static var team: ThreadTeam?

  /// Threads that operations use: that of `withThreads`, else the one set, else one for each active processor.
  public static var threads: Int {
    if let override { return override }
    let count = configured.load(ordering: .relaxed)
    return count > 0 ? count : processors
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
    if let team { return team.perform(count, body) }
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

  /// Runs `body` with all threads standing ready for the loops in it, which then need not wait until threads wake up.
  ///
  /// Loops in it behave as they do elsewhere. Where there are more threads than processors they would wait for each other in
  /// vain, so there is no team.
  package static func withTeam<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let members = threads
    guard members > 1, members <= processors, team == nil else { return try body() }
    let team = ThreadTeam()
    var outcome: Swift.Result<Result, Failure>?
    $team.withValue(team) {
      withoutActuallyEscaping(body) { body in
        nonisolated(unsafe) let body = body
        withUnsafeMutablePointer(to: &outcome) { outcome in
          nonisolated(unsafe) let outcome = outcome
          DispatchQueue.concurrentPerform(iterations: members) { _ in
            // The value of `team` tells the calling thread from the others; it leads. An iteration that it finds left over
            // afterwards has no one to serve.
            guard Self.team != nil, outcome.pointee == nil else { return team.serve() }
            do throws(Failure) {
              outcome.pointee = .success(try body())
            } catch {
              outcome.pointee = .failure(error)
            }
            team.dismiss()
          }
        }
      }
    }
    guard let outcome else { preconditionFailure("concurrentPerform did not use the calling thread") }
    return try outcome.get()
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
