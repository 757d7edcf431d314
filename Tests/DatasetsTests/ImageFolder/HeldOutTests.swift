import Testing

@testable import Datasets

@Suite struct HeldOutTests {
  private static func choose(_ fraction: Double, _ names: [String], seed: UInt64 = 1) -> [String] {
    let chosen = HeldOut(fraction: fraction, seed: seed).choose(count: names.count) { Array(names[$0].utf8) }
    return zip(names, chosen).filter(\.1).map(\.0)
  }

  private static let names = (0..<50).map { "class/\($0).jpg" }

  @Test(arguments: [(0, 50, 0), (0.1, 50, 5), (0.5, 5, 3), (0.001, 50, 1), (0.999, 50, 49), (0.5, 1, 0), (0.5, 0, 0)])
  func `the fraction is kept to the nearest image, with one left on each side`(
    fraction: Double, count: Int, expected: Int
  ) {
    #expect(Self.choose(fraction, Array(Self.names.prefix(count))).count == expected)
  }

  @Test func `the choice does not depend on the order of names`() {
    #expect(Set(Self.choose(0.2, Self.names.reversed())) == Set(Self.choose(0.2, Self.names)))
  }

  @Test func `the choice depends on the seed`() {
    #expect(Self.choose(0.2, Self.names, seed: 1) != Self.choose(0.2, Self.names, seed: 2))
  }

  @Test func `another image changes the choice by at most one`() {
    let before = Set(Self.choose(0.2, Self.names))
    #expect(before.symmetricDifference(Self.choose(0.2, Self.names + ["class/new.jpg"])).count <= 2)
  }

  @Test func `the choice is always this one`() {
    // Python: sorted(names, key=lambda n: hashlib.sha256((1).to_bytes(8, "little") + n.encode()).digest()[:8])[:3]
    #expect(Set(Self.choose(0.06, Self.names)) == ["class/11.jpg", "class/47.jpg", "class/1.jpg"])
  }
}
