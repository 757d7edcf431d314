import Testing

@testable import StreamCodecs

@Suite struct DeflateTests {
  /// A payload, and the size that zlib 1.2.13 compresses it to at level 6, as a raw stream.
  struct Payload: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let bytes: [UInt8]
    let zlibSize: Int
  }

  /// Linear congruential, so that Python can make the same bytes.
  private static func random(_ count: Int, _ map: (Int) -> Int) -> [UInt8] {
    var state = 1
    return (0..<count).map { _ in
      state = (state * 1_103_515_245 + 12345) & 0x7fff_ffff
      return UInt8(truncatingIfNeeded: map(state >> 16))
    }
  }

  private static let payloads: [Payload] = [
    Payload(testDescription: "nothing", bytes: [], zlibSize: 2),
    Payload(testDescription: "one byte", bytes: [65], zlibSize: 3),
    Payload(testDescription: "two bytes", bytes: [65, 65], zlibSize: 4),
    Payload(testDescription: "zeros", bytes: [UInt8](repeating: 0, count: 300_000), zlibSize: 307),
    Payload(testDescription: "noise", bytes: random(200_000) { $0 }, zlibSize: 200_065),
    Payload(testDescription: "few values", bytes: random(100_000) { $0 % 5 * ($0 / 8 % 3) }, zlibSize: 36_543),
    Payload(testDescription: "literals and repetitions", bytes: GoldenStreams.payload, zlibSize: 159),
    Payload(
      testDescription: "text", bytes: (0..<5000).flatMap { Array("\($0 * $0 % 977) is no. \($0); ".utf8) },
      zlibSize: 21_941),
    Payload(
      testDescription: "a ramp with noise",
      bytes: random(150_000) { $0 % 7 }.enumerated().map { UInt8(truncatingIfNeeded: $0 / 300) &+ $1 },
      zlibSize: 82_378),
  ]

  private static func decompressed(_ stream: [UInt8]) throws -> [UInt8] {
    let result = try Inflate.decompress(stream.span, maximumOutputSize: 1 << 20)
    #expect(result.consumed == stream.count)
    return result.output
  }

  @Test(arguments: payloads)
  func `a payload comes back, and takes hardly more than with zlib`(payload: Payload) throws {
    let stream = Deflate.compress(payload.bytes.span)
    #expect(try Self.decompressed(stream) == payload.bytes)
    #expect(stream.count <= payload.zlibSize + payload.zlibSize / 50)
  }

  @Test func `the same bytes give the same stream`() {
    let bytes = Self.payloads[7].bytes
    #expect(Deflate.compress(bytes.span) == Deflate.compress(bytes.span))
  }

  @Test(arguments: 0...70)
  func `every short payload comes back`(count: Int) throws {
    for values in 1...4 {
      let bytes = Self.random(count) { $0 % values }
      #expect(try Self.decompressed(Deflate.compress(bytes.span)) == bytes)
    }
  }

  @Test func `noise is stored`() throws {
    // 16384 literals a block, each block with its header of 5 bytes.
    let bytes = Self.random(16_000) { $0 }
    #expect(Deflate.compress(bytes.span).count == bytes.count + 5)
  }

  @Test(arguments: [32_767, 32_768, 32_769])
  func `a match reaches back as far as the window, and no further`(distance: Int) throws {
    let phrase = Self.random(200) { $0 }
    let filling = Self.random(distance - 200) { $0 * 5 + 1 }
    let stream = Deflate.compress((phrase + filling + phrase).span)
    #expect(try Self.decompressed(stream) == phrase + filling + phrase)
    #expect((stream.count < distance + 100) == (distance <= 32_768))
  }

  @Test func `matches of every length come back`() throws {
    var bytes = Self.random(300) { $0 }
    for length in 3...270 { bytes += bytes[..<length] + [UInt8(truncatingIfNeeded: length)] }
    #expect(try Self.decompressed(Deflate.compress(bytes.span)) == bytes)
  }

  // MARK: - Prefix codes

  @Test(arguments: [2, 3, 7, 16, 19, 30, 286], [7, 9, 15])
  func `a code is complete and its words are not too long`(symbols: Int, limit: Int) {
    guard symbols <= 1 << limit else { return }
    // The frequencies that make the longest words, begun anew so that many are equal.
    var fibonacci = (1, 1)
    var frequencies: [Int] = []
    for index in 0..<symbols {
      fibonacci = index.isMultiple(of: 40) ? (1, 1) : (fibonacci.1, fibonacci.0 + fibonacci.1)
      frequencies.append(fibonacci.0)
    }
    let code = PrefixCode(frequencies: frequencies, maximumLength: limit)
    #expect(code.lengths.allSatisfy { (1...limit).contains(Int($0)) })
    #expect(code.lengths.reduce(0) { $0 + 1 << (limit - Int($1)) } == 1 << limit)
  }

  @Test func `words are as short as Huffman's where the limit allows it`() {
    // The example of Huffman's paper of 1952, in hundredths: 3.42 bits a symbol.
    let frequencies = [20, 18, 10, 10, 10, 6, 6, 4, 4, 4, 4, 3, 1]
    let code = PrefixCode(frequencies: frequencies, maximumLength: 15)
    #expect(zip(frequencies, code.lengths).reduce(0) { $0 + $1.0 * Int($1.1) } == 342)
  }

  @Test func `of limited words the total is the least`() {
    // 1, 1, 2, 3, 5, 8 in at most three bits: two words of two bits and four of three.
    let code = PrefixCode(frequencies: [1, 1, 2, 3, 5, 8], maximumLength: 3)
    #expect(code.lengths == [3, 3, 3, 3, 2, 2])
  }

  @Test(arguments: [[0, 0, 0], [0, 5, 0], [7, 0, 0]])
  func `even without symbols a code has two words`(frequencies: [Int]) {
    #expect(PrefixCode(frequencies: frequencies, maximumLength: 15).lengths.count { $0 == 1 } == 2)
  }

  @Test func `words are numbered by length and symbol, first bits lowest`() {
    // The example of RFC 1951, 3.2.2: 010, 011, 100, 101, 110, 00, 1110, 1111.
    let code = PrefixCode(lengths: [3, 3, 3, 3, 3, 2, 4, 4])
    #expect(code.words == [0b010, 0b110, 0b001, 0b101, 0b011, 0b00, 0b0111, 0b1111])
  }
}
