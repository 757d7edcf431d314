import Tensors
import Testing

@testable import Training

struct DataOrderTests {
  private func expected(_ epoch: Int) -> [Int] {
    RandomStream(seed: 11, purpose: .dataOrder, index: epoch).permutation(count: 9)
  }

  @Test func `an epoch's order is the permutation of its own stream, from its first image to its last`() {
    let order = DataOrder(seed: 11, count: 9)
    for epoch in 0..<4 { #expect((0..<9).map { order.image(at: $0, epoch: epoch) } == expected(epoch)) }
    #expect(Set((0..<4).map(expected)).count == 4)
  }

  @Test func `an order does not depend on which were asked for before`() {
    let order = DataOrder(seed: 11, count: 9)
    // As at the end of an epoch, when images of two are read, and after a checkpoint, which goes back.
    for (place, epoch) in [(7, 2), (0, 3), (8, 2), (1, 3), (4, 0), (4, 7), (5, 0), (2, 3), (6, 2)] {
      #expect(order.image(at: place, epoch: epoch) == expected(epoch)[place])
    }
  }
}
