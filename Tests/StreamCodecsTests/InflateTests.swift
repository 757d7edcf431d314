import Foundation
import StreamCodecs
import TestSupport
import Testing

@Suite struct InflateTests {
  private static func bytes(of stream: GoldenStreams.Stream) throws -> [UInt8] {
    [UInt8](try #require(Data(base64Encoded: stream.base64)))
  }

  private static func written(_ body: (inout DeflateWriter) -> Void) -> [UInt8] {
    var writer = DeflateWriter()
    body(&writer)
    return writer.bytes
  }

  private static func output(of bytes: [UInt8], limit: Int = 1 << 20) throws -> [UInt8] {
    try Inflate.decompress(bytes.span, maximumOutputSize: limit).output
  }

  // MARK: - What decodes

  @Test(arguments: GoldenStreams.streams)
  func `a stream of zlib decodes to its payload`(stream: GoldenStreams.Stream) throws {
    let bytes = try Self.bytes(of: stream)
    let result = try Inflate.decompress(bytes.span, maximumOutputSize: 600)
    #expect(GoldenStreams.payload.count == 600)
    #expect(result.output == GoldenStreams.payload)
    #expect(result.consumed == bytes.count)
  }

  @Test func `a stream may begin and end inside other data`() throws {
    let stream = try Self.bytes(of: GoldenStreams.streams[2])
    let bytes = [1, 2, 3] + stream + [UInt8](repeating: 0xff, count: 20)
    let result = try Inflate.decompress(bytes.span, startingAt: 3, maximumOutputSize: 600)
    #expect(result.output == GoldenStreams.payload)
    #expect(result.consumed == stream.count)
  }

  @Test func `blocks of all three types follow each other`() throws {
    let bytes = Self.written { writer in
      writer.stored([], final: false)
      writer.stored(Array("stored ".utf8), final: false)
      writer.blockHeader(final: false, type: 1)
      for byte in "fixed ".utf8 { writer.symbol(Int(byte), lengths: DeflateWriter.fixedLiterals) }
      writer.symbol(256, lengths: DeflateWriter.fixedLiterals)
      var literals = [Int](repeating: 0, count: 257)
      literals[120] = 1
      literals[256] = 1
      writer.dynamicHeader(final: false, literals: literals, distances: [0])
      for _ in 0..<3 { writer.symbol(120, lengths: literals) }
      writer.symbol(256, lengths: literals)
      writer.stored(Array(" end".utf8), final: true)
    }
    #expect(try Self.output(of: bytes) == Array("stored fixed xxx end".utf8))
  }

  @Test(arguments: [15, 12, 11, 10])
  func `words of every length up to the longest decode`(longest: Int) throws {
    // 1, 2, 3, …, longest, longest: a complete code with a word of each length; the end of the block has the longest.
    var literals = [Int](repeating: 0, count: 257)
    for length in 1...longest { literals[3 * length] = length }
    literals[256] = longest
    let symbols = (0..<600).map { 3 * (1 + ($0 * $0 + $0 / 7) % longest) }
    let bytes = Self.written { writer in
      writer.dynamicHeader(final: true, literals: literals, distances: [0])
      for symbol in symbols { writer.symbol(symbol, lengths: literals) }
      writer.symbol(256, lengths: literals)
    }
    #expect(try Self.output(of: bytes) == symbols.map(UInt8.init))
  }

  @Test func `all literals, lengths and distances of full codes decode`() throws {
    // 226 + 60 words: 226 / 256 + 60 / 512 = 1, and 2 / 16 + 28 / 32 = 1.
    let literals = [Int](repeating: 8, count: 226) + [Int](repeating: 9, count: 60)
    let distances = [4, 4] + [Int](repeating: 5, count: 28)
    let lengthBases =
      Array(3...10) + [11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258]
    let distanceBases = [
      1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
      8193, 12289, 16385, 24577,
    ]
    var expected = (0..<32768).map { UInt8(truncatingIfNeeded: $0 * 31 + $0 / 256) }
    let bytes = Self.written { writer in
      writer.stored(expected, final: false)
      writer.dynamicHeader(final: true, literals: literals, distances: distances)
      for literal in 0..<256 {
        writer.symbol(literal, lengths: literals)
        expected.append(UInt8(literal))
      }
      for index in 0..<290 {
        let length = index % 29
        let distance = (index * 7) % 30
        let lengthBits = length < 8 || length == 28 ? 0 : length / 4 - 1
        let distanceBits = distance < 4 ? 0 : distance / 2 - 1
        // All extra bits set or none; a length of 258 has a symbol of its own beside the one that all bits would give.
        let all = index % 2 == 1
        let lengthExtra = all ? (1 << lengthBits) - 1 : 0
        let distanceExtra = all ? (1 << distanceBits) - 1 : 0
        writer.symbol(257 + length, lengths: literals)
        writer.number(lengthExtra, bits: lengthBits)
        writer.symbol(distance, lengths: distances)
        writer.number(distanceExtra, bits: distanceBits)
        for _ in 0..<lengthBases[length] + lengthExtra {
          expected.append(expected[expected.count - distanceBases[distance] - distanceExtra])
        }
      }
      writer.symbol(256, lengths: literals)
    }
    #expect(try Self.output(of: bytes) == expected)
  }

  @Test(arguments: 1...17)
  func `a match that overlaps itself repeats its beginning`(distance: Int) throws {
    let start = (0..<distance).map { UInt8(97 + $0) }
    let symbols = [0, 1, 2, 3, 4, 4, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7, 8]
    let bases = [1, 2, 3, 4, 5, 7, 9, 13, 17]
    let symbol = symbols[distance - 1]
    let bytes = Self.written { writer in
      writer.blockHeader(final: true, type: 1)
      for byte in start { writer.symbol(Int(byte), lengths: DeflateWriter.fixedLiterals) }
      writer.symbol(285, lengths: DeflateWriter.fixedLiterals)
      writer.symbol(symbol, lengths: DeflateWriter.fixedDistances)
      writer.number(distance - bases[symbol], bits: symbol < 4 ? 0 : symbol / 2 - 1)
      writer.symbol(256, lengths: DeflateWriter.fixedLiterals)
    }
    #expect(try Self.output(of: bytes) == (0..<distance + 258).map { start[$0 % distance] })
  }

  @Test func `a single distance of one bit is a code`() throws {
    var literals = [Int](repeating: 0, count: 258)
    literals[65] = 1
    literals[256] = 2
    literals[257] = 2
    let bytes = Self.written { writer in
      writer.dynamicHeader(final: true, literals: literals, distances: [1])
      writer.symbol(65, lengths: literals)
      writer.symbol(257, lengths: literals)
      writer.number(0, bits: 1)
      writer.symbol(256, lengths: literals)
    }
    #expect(try Self.output(of: bytes) == [65, 65, 65, 65])
  }

  // MARK: - What is refused

  @Test(arguments: GoldenStreams.streams)
  func `every truncation of a stream is refused at its end`(stream: GoldenStreams.Stream) throws {
    let bytes = try Self.bytes(of: stream)
    for length in 0..<bytes.count {
      let part = Array(bytes[..<length])
      #expect(throws: InflateError(reason: .truncated, offset: length)) { try Self.output(of: part) }
    }
  }

  @Test(arguments: MalformedStreams.all)
  func `a malformed stream is refused for what is wrong with it`(stream: MalformedStreams.Stream) throws {
    let bytes = Self.written(stream.write) + [UInt8](repeating: 0, count: 16)
    let error = try #require(throws: InflateError.self) { try Self.output(of: bytes) }
    #expect(error.reason == stream.reason)
    #expect(error.offset > 0 && error.offset <= bytes.count - 16)
    #expect(error.description.contains("byte \(error.offset)"))
  }

  @Test(arguments: GoldenStreams.streams)
  func `a stream with any bit flipped decodes or is refused, within its limit`(stream: GoldenStreams.Stream) throws {
    let bytes = try Self.bytes(of: stream)
    for bit in 0..<8 * bytes.count {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << UInt8(bit % 8)
      do {
        #expect(try Self.output(of: flipped, limit: 1000).count <= 1000)
      } catch let error as InflateError {
        #expect(error.offset <= bytes.count)
      }
    }
  }

  // MARK: - The limit

  @Test(arguments: GoldenStreams.streams)
  func `one byte less than the output needs is refused`(stream: GoldenStreams.Stream) throws {
    let bytes = try Self.bytes(of: stream)
    for limit in [0, 1, 299, 599] {
      let error = try #require(throws: InflateError.self) { try Self.output(of: bytes, limit: limit) }
      #expect(error.reason == .outputLimit(limit))
    }
  }

  @Test func `an empty stream needs no room`() throws {
    #expect(try Self.output(of: [3, 0], limit: 0) == [])
  }

  @Test func `a bomb stops at the limit`() throws {
    // 400,000 matches of 258 bytes in the two-bit words of their own code: 103 megabytes.
    var literals = [Int](repeating: 0, count: 286)
    literals[0] = 2
    literals[256] = 2
    literals[285] = 1
    let bytes = Self.written { writer in
      writer.dynamicHeader(final: true, literals: literals, distances: [1])
      writer.symbol(0, lengths: literals)
      for _ in 0..<100_000 { writer.number(0, bits: 8) }
      writer.symbol(256, lengths: literals)
    }
    let error = try #require(throws: InflateError.self) { try Self.output(of: bytes, limit: 1 << 20) }
    #expect(error.reason == .outputLimit(1 << 20))
    #expect(try Self.output(of: bytes, limit: 1 << 27).count == 1 + 400_000 * 258)
  }
}
