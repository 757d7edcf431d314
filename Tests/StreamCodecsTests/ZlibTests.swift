import StreamCodecs
import TestSupport
import Testing

@Suite struct ZlibTests {
  private static let contents = Array("zlib, zlib, zlib: a stream of its own".utf8)

  /// A stream of one stored block with a header and a checksum of the caller's choice.
  private static func stream(header: [UInt8] = [0x78, 0x01], checksum: UInt32? = nil) -> [UInt8] {
    var writer = DeflateWriter()
    writer.stored(contents, final: true)
    var adler = Adler32()
    adler.update(contents.span)
    let value = checksum ?? adler.value
    return header + writer.bytes + (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
  }

  private static func reason(of bytes: [UInt8]) throws -> (ZlibError.Reason, Int) {
    let error = try #require(throws: ZlibError.self) { try Zlib.decompress(bytes.span, maximumOutputSize: 1000) }
    #expect(error.description.contains("byte \(error.offset)"))
    return (error.reason, error.offset)
  }

  @Test func `a stream may begin and end inside other data`() throws {
    let stream = Self.stream()
    let bytes = [9, 9] + stream + [9]
    let result = try Zlib.decompress(bytes.span, startingAt: 2, maximumOutputSize: 1000)
    #expect(result.output == Self.contents)
    #expect(result.consumed == stream.count)
  }

  @Test func `every truncation is refused at its end`() throws {
    let stream = Self.stream()
    for length in 0..<stream.count {
      let (reason, offset) = try Self.reason(of: Array(stream[..<length]))
      let isInside = length >= 2 && length < stream.count - 4
      #expect(reason == (isInside ? .deflate(InflateError(reason: .truncated, offset: length)) : .truncated))
      #expect(offset == length)
    }
  }

  @Test(
    arguments: [
      ([0x78, 0x02], ZlibError.Reason.headerCheckMismatch(0x7802), 0), ([0x77, 0x09], .unsupportedMethod(7), 0),
      ([0x88, 0x1c], .windowTooLarge(logarithm: 16), 0), ([0x78, 0x20], .dictionaryNeeded, 1),
    ] as [([UInt8], ZlibError.Reason, Int)])
  func `a header that breaks a rule is refused`(header: [UInt8], reason: ZlibError.Reason, offset: Int) throws {
    #expect(try Self.reason(of: Self.stream(header: header)) == (reason, offset))
  }

  @Test func `a wrong checksum is refused`() throws {
    let (reason, offset) = try Self.reason(of: Self.stream(checksum: 7))
    guard case .checksumMismatch(stored: 7, let computed) = reason else {
      Issue.record("\(reason)")
      return
    }
    #expect(computed != 7)
    #expect(offset == Self.stream().count - 4)
  }

  @Test func `a fault of the compressed data is passed on with its place`() throws {
    let (reason, offset) = try Self.reason(of: [0x78, 0x01, 0xff, 0, 0, 0, 0, 0])
    #expect(reason == .deflate(InflateError(reason: .reservedBlockType, offset: offset)))
  }

  @Test func `what is compressed decompresses to the same`() throws {
    for contents in [[], [0], Self.contents, [UInt8](repeating: 3, count: 100_000)] {
      let stream = Zlib.compress(contents.span)
      let result = try Zlib.decompress(stream.span, maximumOutputSize: contents.count)
      #expect(result.output == contents)
      #expect(result.consumed == stream.count)
    }
  }
}
