import Testing

@testable import ImageCodecs

struct JPEGEncoderHuffmanTests {
  /// Lengths of the codes, by symbol.
  static func lengths(_ specification: HuffmanSpecification) -> [Int] {
    specification.codes.map { Int($0 & 0xff) }
  }

  @Test func `frequent symbols get the shorter codes`() {
    var frequencies = [Int](repeating: 0, count: 256)
    for symbol in 0..<40 { frequencies[symbol * 6] = symbol * symbol + 1 }
    let lengths = Self.lengths(HuffmanSpecification(frequencies: frequencies))
    for symbol in 1..<40 { #expect(lengths[symbol * 6] <= lengths[symbol * 6 - 6]) }
    #expect((0..<256).allSatisfy { (lengths[$0] > 0) == (frequencies[$0] > 0) })
  }

  @Test func `the lengths are those of the optimal code with a reserved symbol`() {
    // Counts 1, 1, 2, 4 and the reserved 1: the reserved one and a 1 are merged first, so lengths are 4 (reserved), 4, 3, 2, 1.
    var frequencies = [Int](repeating: 0, count: 256)
    (frequencies[10], frequencies[20], frequencies[30], frequencies[40]) = (1, 1, 2, 4)
    let specification = HuffmanSpecification(frequencies: frequencies)
    #expect(specification.symbols == [40, 30, 10, 20])
    #expect(Array(specification.counts.prefix(5)) == [1, 1, 1, 1, 0])
  }

  @Test func `codes have at most 16 bits, and none is all ones`() {
    // Fibonacci's numbers make the deepest of trees.
    var frequencies = [Int](repeating: 0, count: 256)
    var (last, next) = (1, 1)
    for symbol in 0..<40 {
      frequencies[symbol] = last
      (last, next) = (next, last + next)
    }
    let specification = HuffmanSpecification(frequencies: frequencies)
    let codes = specification.codes
    #expect(specification.symbols.count == 40)
    #expect(specification.counts.reduce(0) { $0 + Int($1) } == 40)
    for symbol in 0..<40 {
      let (code, length) = (codes[symbol] >> 8, codes[symbol] & 0xff)
      #expect((1...16).contains(length))
      #expect(code < 1 << length - 1)
    }
    #expect(Set(codes.prefix(40)).count == 40)
  }

  @Test func `all 256 symbols at once are coded`() {
    let specification = HuffmanSpecification(frequencies: [Int](repeating: 7, count: 256))
    #expect(specification.symbols == Array(0...255))
    #expect(Self.lengths(specification).allSatisfy { (8...9).contains($0) })
  }

  @Test func `a single symbol gets one bit, and no symbols no code`() {
    var frequencies = [Int](repeating: 0, count: 256)
    #expect(HuffmanSpecification(frequencies: frequencies).symbols.isEmpty)
    frequencies[5] = 3
    #expect(Self.lengths(HuffmanSpecification(frequencies: frequencies))[5] == 1)
  }
}
