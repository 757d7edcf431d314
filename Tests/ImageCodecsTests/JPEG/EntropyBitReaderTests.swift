import Testing

@testable import ImageCodecs

@Suite struct EntropyBitReaderTests {
  /// Reads numbers of bits from bytes: 1 to 16 at a time.
  private static func read(_ bytes: [UInt8], _ lengths: [Int]) -> (values: [Int], isOverrun: Bool, position: Int) {
    bytes.withUnsafeBufferPointer { input in
      guard let base = input.baseAddress else { return ([], true, 0) }
      var reader = EntropyBitReader(input, base: base, offset: 0)
      let values = lengths.map { length in
        reader.refill()
        return reader.take(length)
      }
      return (values, reader.isOverrun, reader.position)
    }
  }

  @Test(arguments: [1, 3, 5, 7, 8, 11, 13, 16])
  func `bits come most significant first, whatever their number`(length: Int) {
    let bytes = (0..<100).map { UInt8(($0 * 37 + 11) % 255) }
    let bits = bytes.flatMap { byte in (0..<8).map { Int(byte >> (7 - $0) & 1) } }
    let count = bits.count / length
    let expected = (0..<count).map { index in bits[index * length..<(index + 1) * length].reduce(0) { 2 * $0 + $1 } }
    let result = Self.read(bytes, Array(repeating: length, count: count))
    #expect(result.values == expected)
    #expect(!result.isOverrun)
  }

  @Test(arguments: 0..<24)
  func `a zero after 0xff is dropped, wherever it is`(place: Int) {
    var bytes = (0..<24).map { UInt8($0 + 1) }
    bytes[place] = 0xff
    let expected = bytes.map { Int($0) }
    bytes.insert(0, at: place + 1)
    let result = Self.read(bytes, Array(repeating: 8, count: 24))
    #expect(result.values == expected)
    #expect(!result.isOverrun)
  }

  @Test(arguments: 0..<20)
  func `at a marker there are zeros, and the reader stays there`(count: Int) {
    let bytes = [UInt8](repeating: 0xaa, count: count) + [0xff, 0xff, 0xd9] + [UInt8](repeating: 0x55, count: 20)
    let exact = Self.read(bytes, Array(repeating: 8, count: count))
    #expect(exact.values == Array(repeating: 0xaa, count: count))
    #expect(!exact.isOverrun)
    let more = Self.read(bytes, Array(repeating: 8, count: count + 40))
    #expect(more.values == Array(repeating: 0xaa, count: count) + Array(repeating: 0, count: 40))
    #expect(more.isOverrun)
    // At the last 0xff before the code.
    #expect(more.position == count + 1)
  }

  @Test func `one bit more than there is counts`() {
    #expect(!Self.read([0xf0, 0x0f], [8, 7, 1]).isOverrun)
    #expect(Self.read([0xf0, 0x0f], [8, 8, 1]).isOverrun)
    #expect(Self.read([0xff], [1]).isOverrun)
  }

  @Test(arguments: 0...15)
  func `signed numbers are those of the standard's table`(length: Int) {
    // Table F.1: those of n bits are −(2ⁿ − 1)...−2ⁿ⁻¹ and 2ⁿ⁻¹...2ⁿ − 1.
    let (lowest, highest) = (0, (1 << length) - 1)
    for bits in Set([lowest, highest, highest / 2, min(highest, highest / 2 + 1)]) {
      let aligned = UInt16(bits << (16 - length) & 0xffff)
      var bytes: [UInt8] = []
      for byte in [UInt8(aligned >> 8), UInt8(aligned & 255)] { bytes += byte == 255 ? [255, 0] : [byte] }
      let value = bytes.withUnsafeBufferPointer { input -> Int in
        guard let base = input.baseAddress else { return .max }
        var reader = EntropyBitReader(input, base: base, offset: 0)
        reader.refill()
        return reader.takeSigned(length)
      }
      let isNegative = length > 0 && bits < 1 << (length - 1)
      #expect(value == (isNegative ? bits - highest : bits))
    }
  }
}
