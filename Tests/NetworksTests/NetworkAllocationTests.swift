import Kernels
import Networks
import Tensors
import Testing

struct NetworkAllocationTests {
  // In a process of its own: what other tests allocate meanwhile would count. On one thread: how many threads meet in an
  // operation decides how many blocks of scratch memory there are, and that is left to chance.
  @Test func `a step that is not the first allocates no tensor memory`() async {
    await #expect(processExitsWith: .success) {
      let sample = SampleNetwork.everyKind
      let network = try Network<Float>(sample.specification, capacity: 4, purpose: .training)
      network.initialize(seed: 1)
      let labels = SampleNetwork.labels(6)
      func step(_ number: Int) throws {
        for part in [0..<4, 4..<6] {
          try network.forward(
            count: part.count, pass: .training(seed: 1, step: number, firstImage: part.lowerBound))
          _ = try network.evaluate(labels: labels[part])
          try network.backward(labels: labels[part], scale: 1 / 6, accumulates: part.lowerBound > 0)
        }
      }
      try Parallel.withThreads(1) {
        for number in 0..<2 { try step(number) }
        let (blocks, bytes) = (StorageStatistics.allocations, StorageStatistics.bytes)
        for number in 2..<5 { try step(number) }
        #expect(StorageStatistics.allocations == blocks)
        #expect(StorageStatistics.bytes == bytes)
        #expect(bytes > 0)
      }
    }
  }
}
