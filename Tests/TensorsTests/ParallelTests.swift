import Foundation
import Synchronization
import Tensors
import Testing

@Suite struct ParallelTests {
  /// A counter a task, on the heap so that tasks on other threads can reach it.
  final class Counters: Sendable {
    let counts: Mutex<[Int]>
    init(_ count: Int) { counts = Mutex(Array(repeating: 0, count: count)) }
    func increment(_ index: Int) { counts.withLock { $0[index] += 1 } }
    var values: [Int] { counts.withLock { $0 } }
  }

  @Test(arguments: [0, 1, 2, 7, 1000], [1, 2, 3, 7])
  func `every index is visited exactly once`(tasks: Int, threads: Int) {
    let counters = Counters(tasks)
    Parallel.withThreads(threads) { Parallel.forEach(tasks) { counters.increment($0) } }
    #expect(counters.values == Array(repeating: 1, count: tasks))
  }

  @Test(arguments: [2, 7])
  func `threads that ask at the same time take different indices`(threads: Int) {
    // Tasks of next to no work, so that threads meet where indices are given out.
    let tasks = 100_000
    let sum = Atomic<Int>(0)
    let visits = Atomic<Int>(0)
    Parallel.withThreads(threads) {
      Parallel.forEach(tasks) { index in
        visits.wrappingAdd(1, ordering: .relaxed)
        sum.wrappingAdd(index, ordering: .relaxed)
      }
    }
    #expect(visits.load(ordering: .relaxed) == tasks)
    #expect(sum.load(ordering: .relaxed) == tasks * (tasks - 1) / 2)
  }

  /// Processors that this process may run on, which may be fewer than are active.
  static let usableProcessors: Int = {
    let active = ProcessInfo.processInfo.activeProcessorCount
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    if let line = status.split(separator: "\n").first(where: { $0.hasPrefix("Cpus_allowed:") }) {
      let allowed = line.dropFirst("Cpus_allowed:".count).reduce(0) { $0 + ($1.hexDigitValue ?? 0).nonzeroBitCount }
      return min(active, allowed)
    }
    return active
  }()

  @Test(.enabled(if: usableProcessors > 1, "one processor: Dispatch starts no second thread"))
  func `a second thread takes what a busy one leaves`() {
    // The first index ends when the last has begun, which with one thread would not happen before the deadline.
    let begun = Atomic<Bool>(false)
    let met = Atomic<Bool>(false)
    let deadline = ContinuousClock.now + .seconds(60)
    Parallel.withThreads(2) {
      Parallel.forEach(2) { index in
        if index == 1 { return begun.store(true, ordering: .releasing) }
        while !begun.load(ordering: .acquiring) && ContinuousClock.now < deadline {}
        met.store(begun.load(ordering: .acquiring), ordering: .releasing)
      }
    }
    let together = met.load(ordering: .acquiring)
    #expect(together)
  }

  @Test(arguments: [0, 1, 2, 7, 63, 64, 65, 1000], [1, 2, 3, 7])
  func `ranges cover every element once and start at multiples of the grain`(count: Int, threads: Int) {
    for grain in [1, 3, 16, 2000] {
      let counters = Counters(count)
      let starts = Mutex<[Int]>([])
      Parallel.withThreads(threads) {
        Parallel.forEachRange(count, grain: grain) { range in
          starts.withLock { $0.append(range.lowerBound) }
          for index in range { counters.increment(index) }
        }
      }
      #expect(counters.values == Array(repeating: 1, count: count))
      #expect(starts.withLock { $0 }.allSatisfy { $0 % grain == 0 })
    }
  }

  @Test func `a number of threads holds within its scope and scopes nest`() {
    Parallel.withThreads(5) {
      #expect(Parallel.threads == 5)
      Parallel.withThreads(2) { #expect(Parallel.threads == 2) }
      #expect(Parallel.threads == 5)
      Parallel.withThreads(0) { #expect(Parallel.threads == 1) }
    }
  }

  @Test func `a scope passes results and errors on`() {
    struct Failure: Error {}
    #expect(Parallel.withThreads(3) { 7 } == 7)
    #expect(throws: Failure.self) { try Parallel.withThreads(3) { throw Failure() } }
  }

  @Test func `the number set holds for the program, zero means all processors`() async {
    // In a process of its own: the number is that of all tests.
    await #expect(processExitsWith: .success) {
      let processors = Parallel.threads
      Parallel.setThreads(13)
      precondition(Parallel.threads == 13)
      Parallel.withThreads(2) { precondition(Parallel.threads == 2) }
      Parallel.setThreads(-4)
      precondition(Parallel.threads == processors)
    }
  }
}
