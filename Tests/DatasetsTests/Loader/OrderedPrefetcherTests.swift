import Foundation
import Synchronization
import Testing

@testable import Datasets

struct OrderedPrefetcherTests {
  @Test(arguments: [1, 2, 5], [1, 3, 64])
  func `elements come in order, each once, whatever the number of threads`(workers: Int, ahead: Int) {
    let prefetcher = OrderedPrefetcher(count: 200, ahead: ahead, workers: workers) { position in
      // Later elements are often ready first.
      if position.isMultiple(of: 7) { usleep(300) }
      return position * position
    }
    var elements: [Int] = []
    while let element = prefetcher.next() { elements.append(element) }
    #expect(elements == (0..<200).map { $0 * $0 })
    #expect(prefetcher.next() == nil)
  }

  @Test(arguments: [1, 4])
  func `no more elements are made ahead than asked for`(workers: Int) throws {
    let count = Counter()
    let prefetcher = OrderedPrefetcher(count: 1000, ahead: 8, workers: workers) { _ in count.increment() }
    for taken in 0..<50 {
      usleep(500)
      #expect(count.value <= taken + 8)
      _ = try #require(prefetcher.next())
    }
  }

  @Test func `it works ahead without being asked`() {
    let count = Counter()
    let prefetcher = OrderedPrefetcher(count: 100, ahead: 10, workers: 2) { _ in count.increment() }
    let deadline = ContinuousClock.now + .seconds(10)
    while count.value < 10 && ContinuousClock.now < deadline { usleep(1000) }
    #expect(count.value == 10)
    withExtendedLifetime(prefetcher) {}
  }

  @Test func `letting go of it early ends its threads`() {
    let count = Counter()
    do {
      let prefetcher = OrderedPrefetcher(count: 1_000_000, ahead: 4, workers: 3) { _ in
        usleep(200)
        return count.increment()
      }
      _ = prefetcher.next()
    }
    let made = count.value
    usleep(20_000)
    #expect(count.value == made)
    #expect(made < 10)
  }

  @Test func `no elements need no threads`() {
    let prefetcher = OrderedPrefetcher(count: 0, ahead: 4, workers: 3) { $0 }
    #expect(prefetcher.next() == nil)
  }

  private final class Counter: Sendable {
    private let storage = Atomic<Int>(0)
    var value: Int { storage.load(ordering: .sequentiallyConsistent) }
    @discardableResult func increment() -> Int { storage.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue }
  }
}
