import Dispatch
import Foundation
import Synchronization
import Tensors
import Testing

@Suite struct ThreadTeamTests {
  /// Runs `body` as the leader of a team of `members` other threads.
  private func withMembers(_ members: Int, _ body: (ThreadTeam) -> Void) {
    let team = ThreadTeam()
    let gone = DispatchSemaphore(value: 0)
    for _ in 0..<members {
      Thread.detachNewThread {
        team.serve()
        gone.signal()
      }
    }
    body(team)
    team.dismiss()
    for _ in 0..<members { gone.wait() }
  }

  @Test(arguments: [0, 1, 5], [0, 1, 3, 50])
  func `each loop visits every index once and has ended when it returns`(members: Int, tasks: Int) {
    withMembers(members) { team in
      for round in 0..<200 {
        // Plain memory: a member that went on after its loop would write into the next one's.
        let visits = UnsafeMutableBufferPointer<Int>.allocate(capacity: tasks)
        visits.initialize(repeating: 0)
        defer { visits.deallocate() }
        nonisolated(unsafe) let memory = visits
        team.perform(tasks) { memory[$0] += round + 1 }
        #expect(visits.allSatisfy { $0 == round + 1 })
      }
    }
  }

  @Test func `members take part while the leader is busy`() {
    withMembers(2) { team in
      for pause in [0, 0, 2, 0] {
        // After two milliseconds without work members sleep; the loop must wake them.
        Thread.sleep(forTimeInterval: Double(pause) / 1000)
        let arrived = Atomic<Int>(0)
        let deadline = ContinuousClock.now + .seconds(60)
        team.perform(3) { _ in
          arrived.wrappingAdd(1, ordering: .acquiringAndReleasing)
          while arrived.load(ordering: .acquiring) < 3 && ContinuousClock.now < deadline {
            Thread.sleep(forTimeInterval: 1e-5)
          }
        }
        let count = arrived.load(ordering: .relaxed)
        #expect(count == 3)
        #expect(ContinuousClock.now < deadline)
      }
    }
  }

  @Test func `pauses of all lengths between loops lose no wake-up`() {
    withMembers(3) { team in
      for round in 0..<300 {
        // Around the members' patience, where they are about to sleep.
        let end = ContinuousClock.now + .microseconds(round * 4 % 500)
        while ContinuousClock.now < end {}
        let sum = Atomic<Int>(0)
        team.perform(40) { sum.wrappingAdd($0, ordering: .relaxed) }
        let total = sum.load(ordering: .relaxed)
        #expect(total == 780)
      }
    }
  }

  @Test(arguments: [1, 2, 7])
  func `loops within a team's scope visit every index once`(threads: Int) {
    Parallel.withThreads(threads) {
      Parallel.withTeam {
        for count in [0, 1, 2, 7, 1000] {
          let sum = Atomic<Int>(0)
          Parallel.forEach(count) { sum.wrappingAdd($0 + 1, ordering: .relaxed) }
          // A scope within one is that one.
          Parallel.withTeam { Parallel.forEach(count) { sum.wrappingAdd($0 + 1, ordering: .relaxed) } }
          let total = sum.load(ordering: .relaxed)
          #expect(total == count * (count + 1))
        }
      }
    }
  }

  @Test func `a team's scope passes results and errors on and ends with them`() {
    struct Failure: Error, Equatable {}
    Parallel.withThreads(2) {
      #expect(Parallel.withTeam { 7 } == 7)
      #expect(throws: Failure()) { try Parallel.withTeam { throw Failure() } }
      #expect(Parallel.withTeam { Parallel.withThreads(5) { Parallel.threads } } == 5)
    }
  }

  @Test func `teams on several threads at once do not disturb each other`() async {
    await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          Parallel.withThreads(2) {
            Parallel.withTeam {
              let sum = Atomic<Int>(0)
              for _ in 0..<100 { Parallel.forEach(10) { sum.wrappingAdd($0, ordering: .relaxed) } }
              return sum.load(ordering: .relaxed)
            }
          }
        }
      }
      for await sum in group { #expect(sum == 4500) }
    }
  }
}
