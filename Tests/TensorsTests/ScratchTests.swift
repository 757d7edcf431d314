import Synchronization
import Tensors
import Testing

@Suite struct ScratchTests {
  @Test func `blocks are aligned and as long as asked for`() {
    for count in [0, 1, 17, 5000, 300_000] {
      Scratch.with(count, of: Double.self) { block in
        #expect(UInt(bitPattern: block) % 64 == 0)
        for index in 0..<count { block[index] = 1 }
      }
    }
  }

  @Test func `a second round of the same sizes allocates nothing`() async {
    // In a process of its own: the counters are those of all tests.
    await #expect(processExitsWith: .success) {
      func round() {
        for count in [10, 5000, 100_000] {
          Scratch.with(count, of: Float.self) { outer in
            Scratch.with(3 * count, of: Double.self) { inner in
              precondition(UnsafeRawPointer(outer) != UnsafeRawPointer(inner))
            }
          }
        }
      }
      round()
      let allocations = StorageStatistics.allocations
      let bytes = StorageStatistics.bytes
      precondition(allocations > 0 && bytes > 0)
      for _ in 0..<5 { round() }
      precondition(StorageStatistics.allocations == allocations)
      precondition(StorageStatistics.bytes == bytes)
    }
  }

  @Test func `purging frees what is not in use and nothing else`() async {
    await #expect(processExitsWith: .success) {
      let before = StorageStatistics.bytes
      Scratch.with(5000, of: Float.self) { block in
        Scratch.with(5000, of: Float.self) { _ in }
        for index in 0..<5000 { block[index] = Float(index) }
        let both = StorageStatistics.bytes
        Scratch.purge()
        precondition(StorageStatistics.bytes < both && StorageStatistics.bytes >= before + 20_000)
        for index in 0..<5000 { precondition(block[index] == Float(index)) }
      }
      Scratch.purge()
      precondition(StorageStatistics.bytes == before)
    }
  }

  @Test(arguments: [2, 7])
  func `blocks in use at the same time are disjoint`(threads: Int) {
    let torn = Atomic<Int>(0)
    Parallel.withThreads(threads) {
      Parallel.forEach(400) { task in
        Scratch.with(500 + task % 7 * 100, of: Double.self) { block in
          for index in 0..<500 { block[index] = Double(task) }
          for index in 0..<500 where block[index] != Double(task) { torn.add(1, ordering: .relaxed) }
        }
      }
    }
    let count = torn.load(ordering: .relaxed)
    #expect(count == 0)
  }

  @Test func `a failure in the body gives the block back and reaches the caller`() {
    struct Failure: Error {}
    #expect(throws: Failure.self) { try Scratch.with(10, of: Float.self) { _ throws(Failure) in throw Failure() } }
  }
}
