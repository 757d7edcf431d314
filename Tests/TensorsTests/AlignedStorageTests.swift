import Tensors
import Testing

@Suite struct AlignedStorageTests {
  @Test(arguments: [0, 1, 3, 15, 16, 17, 1000, 100_003])
  func `a block starts at a multiple of 64 bytes and holds zeros`(count: Int) {
    let floats = AlignedStorage<Float>(count: count)
    let doubles = AlignedStorage<Double>(count: count)
    #expect(UInt(bitPattern: floats.base) % 64 == 0)
    #expect(UInt(bitPattern: doubles.base) % 64 == 0)
    #expect(floats.count == count)
    #expect(UnsafeBufferPointer(start: floats.base, count: count).allSatisfy { $0.bitPattern == 0 })
    #expect(UnsafeBufferPointer(start: doubles.base, count: count).allSatisfy { $0.bitPattern == 0 })
  }

  @Test func `statistics count what is allocated and what is freed`() async {
    // In a process of its own: the counters are those of all tests.
    await #expect(processExitsWith: .success) {
      let allocations = StorageStatistics.allocations
      let bytes = StorageStatistics.bytes
      withExtendedLifetime(AlignedStorage<Float>(count: 1000)) {
        precondition(StorageStatistics.allocations == allocations + 1)
        precondition(StorageStatistics.bytes == bytes + 4000)
      }
      precondition(StorageStatistics.bytes == bytes)
      precondition(StorageStatistics.allocations == allocations + 1)
    }
  }

  @Test func `a negative count is refused`() async {
    await #expect(processExitsWith: .failure) { _ = AlignedStorage<Float>(count: -1) }
  }
}
