import Foundation
import StreamCodecs
import TestSupport
import Testing

@Suite struct GzipTests {
  private static let text = Array("Sandal, Shirt, Sneaker, Sandal, Shirt, Sneaker.\n".utf8)

  /// Python: `gzip.compress(text, 9, mtime=0)`.
  private static let file = bytes(
    "1f8b08000000000002ff0b4ecc4b49ccd15108cec82c2a015279a989d9a945400656713d2e00eb23e604300000"
      + "00"
  )

  private static func bytes(_ hex: String) -> [UInt8] {
    let digits = Array(hex.utf8).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  private static func contents(of bytes: [UInt8], limit: Int = 1 << 16) throws -> [UInt8] {
    try Gzip.decompress(bytes.span, maximumOutputSize: limit)
  }

  /// The file with other flags and the fields that they announce.
  private static func file(flags: UInt8, fields: [UInt8]) -> [UInt8] {
    var bytes = file
    bytes[3] = flags
    bytes.insert(contentsOf: fields, at: 10)
    return bytes
  }

  private static func changed(_ offset: Int, to value: UInt8) -> [UInt8] {
    var bytes = file
    bytes[offset < 0 ? bytes.count + offset : offset] = value
    return bytes
  }

  private static func error(of bytes: [UInt8]) throws -> GzipError {
    try #require(throws: GzipError.self) { try contents(of: bytes) }
  }

  // MARK: - What is read

  @Test func `a file of one member is read`() throws {
    #expect(try Self.contents(of: Self.file) == Self.text)
  }

  @Test func `a member without contents is read`() throws {
    // Python: gzip.compress(b"", mtime=0)
    let empty = Self.bytes("1f8b08000000000002ff03000000000000000000")
    #expect(try Self.contents(of: empty, limit: 0) == [])
    #expect(try Self.contents(of: empty + Self.file + empty) == Self.text)
  }

  @Test func `members follow each other, then zeros`() throws {
    let bytes = Self.file + Self.file + Self.file + [0, 0, 0]
    #expect(try Self.contents(of: bytes) == Self.text + Self.text + Self.text)
  }

  @Test func `a member cannot reach into the one before`() throws {
    // One fixed block: a match of 3 bytes from 1 back, then the end.
    var writer = DeflateWriter()
    writer.blockHeader(final: true, type: 1)
    writer.symbol(257, lengths: DeflateWriter.fixedLiterals)
    writer.symbol(0, lengths: DeflateWriter.fixedDistances)
    writer.symbol(256, lengths: DeflateWriter.fixedLiterals)
    let error = try Self.error(of: Self.file + Self.file[..<10] + writer.bytes + [UInt8](repeating: 0, count: 8))
    guard case .deflate(let inner) = error.reason else {
      Issue.record("refused for another reason: \(error)")
      return
    }
    #expect(inner.reason == .distanceTooFar(distance: 1, available: 0))
    #expect(error.offset > Self.file.count + 10)
  }

  @Test func `a header may carry extra data, name, comment and checksum`() throws {
    let extra: [UInt8] = [5, 0, 1, 2, 3, 0, 5]
    let name = Array("name".utf8) + [0]
    let comment = Array("a comment".utf8) + [0]
    #expect(try Self.contents(of: Self.file(flags: 1, fields: [])) == Self.text)
    #expect(try Self.contents(of: Self.file(flags: 4, fields: extra)) == Self.text)
    #expect(try Self.contents(of: Self.file(flags: 8, fields: name)) == Self.text)
    #expect(try Self.contents(of: Self.file(flags: 16, fields: comment)) == Self.text)
    // Python: zlib.crc32(header with all fields) & 0xffff
    let all = Self.file(flags: 31, fields: extra + name + comment + [0x38, 0x26])
    #expect(try Self.contents(of: all) == Self.text)
    let wrong = Self.file(flags: 31, fields: extra + name + comment + [0x38, 0x26 ^ 1])
    #expect(
      try Self.error(of: wrong).reason
        == .headerChecksumMismatch(stored: 0x2638 ^ 0x100, computed: 0x2638))
  }

  // MARK: - What is refused

  @Test func `what does not begin as gzip is refused`() throws {
    #expect(try Self.error(of: Self.changed(0, to: 0)) == GzipError(reason: .notGzip, offset: 0))
    #expect(try Self.error(of: Self.changed(1, to: 0)) == GzipError(reason: .notGzip, offset: 0))
    let isGzip = [Gzip.isGzip(Self.file.span), Gzip.isGzip(Self.text.span)]
    #expect(isGzip == [true, false])
  }

  @Test func `an unknown method is refused`() throws {
    #expect(try Self.error(of: Self.changed(2, to: 7)) == GzipError(reason: .unsupportedMethod(7), offset: 2))
  }

  @Test(arguments: [0x20, 0x40, 0x80] as [UInt8])
  func `a reserved flag is refused`(flag: UInt8) throws {
    #expect(try Self.error(of: Self.changed(3, to: flag)) == GzipError(reason: .reservedFlags(flag), offset: 3))
  }

  @Test func `a wrong checksum is refused`() throws {
    let error = try Self.error(of: Self.changed(-8, to: Self.file[Self.file.count - 8] ^ 1))
    guard case .checksumMismatch(let stored, let computed) = error.reason else {
      Issue.record("refused for another reason: \(error)")
      return
    }
    #expect(stored == computed ^ 1)
    #expect(error.offset == Self.file.count - 8)
  }

  @Test func `a wrong size is refused`() throws {
    let error = try Self.error(of: Self.changed(-1, to: 1))
    #expect(error.reason == .sizeMismatch(stored: 1 << 24 + 48, computed: 48))
    #expect(error.offset == Self.file.count - 4)
  }

  @Test func `what follows a member and is not a member is refused`() throws {
    let count = Self.file.count
    #expect(try Self.error(of: Self.file + [0, 0, 7]) == GzipError(reason: .trailingBytes, offset: count + 2))
    #expect(try Self.error(of: Self.file + [0x1f, 0]) == GzipError(reason: .notGzip, offset: count))
    #expect(try Self.error(of: Self.file + [0x1f]) == GzipError(reason: .truncated, offset: count + 1))
  }

  @Test func `every truncation is refused at its end`() throws {
    for bytes in [Self.file, Self.file(flags: 28, fields: [3, 0, 9, 9, 9, 65, 0, 66, 0])] {
      #expect(try Self.contents(of: bytes) == Self.text)
      for length in 0..<bytes.count {
        #expect(try Self.error(of: Array(bytes[..<length])).offset == length)
      }
    }
  }

  @Test func `any corruption of one byte is refused or harmless`() throws {
    let bytes = Self.file + Self.file
    var refused = 0
    for offset in bytes.indices {
      for difference in 1...255 as ClosedRange<UInt8> {
        var corrupt = bytes
        corrupt[offset] ^= difference
        do {
          let contents = try Self.contents(of: corrupt)
          #expect(contents == Self.text + Self.text, "byte \(offset) changed by \(difference)")
        } catch let error as GzipError {
          #expect(error.offset <= bytes.count)
          refused += 1
        }
      }
    }
    // Harmless: time, extra flags, operating system, the flag "text" and a few unused bits.
    #expect(refused > 255 * (bytes.count - 2 * 7))
  }

  @Test func `the limit holds for all members together`() throws {
    let bytes = Self.file + Self.file
    #expect(try Self.contents(of: bytes, limit: 96).count == 96)
    let error = try #require(throws: GzipError.self) { try Self.contents(of: bytes, limit: 95) }
    guard case .deflate(let inner) = error.reason else {
      Issue.record("refused for another reason: \(error)")
      return
    }
    #expect(inner.reason == .outputLimit(95))
  }
}
