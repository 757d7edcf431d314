import Foundation
import StreamCodecs
import TestSupport
import Testing

@testable import WeightFormats

struct ZipArchiveTests {
  /// An archive of one deflated entry "a", whose directory says what it is told.
  private static func deflated(_ contents: [UInt8], size: Int? = nil, checksum: UInt32? = nil) -> Data {
    let data = Deflate.compress(contents.span)
    var computed = CRC32()
    computed.update(contents.span)
    func words<Word: FixedWidthInteger>(_ words: Word...) -> [UInt8] {
      words.flatMap { withUnsafeBytes(of: $0.littleEndian) { Array($0) } }
    }
    let facts =
      words(checksum ?? computed.value, UInt32(data.count), UInt32(size ?? contents.count)) + words(1, 0 as UInt16)
    let head = words(20, 0, 8, 0, 0x21 as UInt16) + facts
    let local = words(0x0403_4b50 as UInt32) + head + Array("a".utf8) + data
    let central =
      words(0x0201_4b50 as UInt32) + words(20 as UInt16) + head + [UInt8](repeating: 0, count: 14) + Array("a".utf8)
    let end =
      words(0x0605_4b50 as UInt32) + words(0, 0, 1, 1 as UInt16) + words(UInt32(central.count), UInt32(local.count))
      + words(0 as UInt16)
    return Data(local + central + end)
  }

  private static func written(limit: UInt64 = UInt64(UInt32.max)) throws -> Data {
    let folder = try TemporaryFolder()
    var zip = try ZipWriter(path: folder.path("a.zip"), limit: limit)
    try zip.add("b/one", Array("first".utf8))
    try zip.add("b/none", [])
    try zip.add("é", [UInt8](repeating: 7, count: 1000))
    try zip.commit()
    return Data(try folder.contents("a.zip"))
  }

  @Test(arguments: [UInt64(UInt32.max), 1000, 100, 1, 0])
  func `what is written is read, with Zip64 where numbers need it`(limit: UInt64) throws {
    let archive = try ZipArchive(bytes: try Self.written(limit: limit), name: "a")
    #expect(archive.entries.map(\.name) == ["b/one", "b/none", "é"])
    #expect(archive.entries.allSatisfy { $0.range.lowerBound % 64 == 0 })
    #expect(try archive.contents(of: "b/one") == Data("first".utf8))
    #expect(try archive.contents(of: "b/none") == Data())
    #expect(try archive.contents(of: "é") == Data(repeating: 7, count: 1000))
    #expect(throws: ZipError(file: "a", reason: .noSuchEntry("c"))) { try archive.contents(of: "c") }
  }

  @Test func `a deflated entry is decompressed and checked`() throws {
    let contents = Array("abcabcabcabcabcabc".utf8)
    #expect(try ZipArchive(bytes: Self.deflated(contents), name: "a").contents(of: "a") == Data(contents))
    let wrong = try ZipArchive(bytes: Self.deflated(contents, checksum: 5), name: "a")
    let error = #expect(throws: ZipError.self) { try wrong.contents(of: "a") }
    guard case .checksumMismatch("a", stored: 5, _) = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `an entry that becomes more or less than it says is refused`() throws {
    let contents = [UInt8](repeating: 0, count: 1 << 20)
    let more = try ZipArchive(bytes: Self.deflated(contents, size: 1000), name: "a")
    let error = #expect(throws: ZipError.self) { try more.contents(of: "a") }
    guard case .deflate("a", let inflate) = error?.reason, inflate.reason == .outputLimit(1000) else {
      Issue.record("\(String(describing: error))")
      return
    }
    let less = try ZipArchive(bytes: Self.deflated(contents, size: 1 << 21), name: "a")
    #expect(throws: ZipError(file: "a", reason: .sizeMismatch("a", found: 1 << 20, expected: 1 << 21))) {
      try less.contents(of: "a")
    }
    #expect(throws: ZipError(file: "a", reason: .tooLarge("a", size: 1 << 20, limit: 9))) {
      try ZipArchive(bytes: Self.deflated(contents), name: "a").contents(of: "a", maximumSize: 9)
    }
  }

  @Test func `entries that share bytes are refused`() throws {
    var bytes = try Self.written()
    // The second entry's record says that it is the first.
    let records = bytes.indices.filter { bytes[$0...].starts(with: [0x50, 0x4b, 1, 2]) }
    bytes.replaceSubrange(records[2] + 42..<records[2] + 46, with: [0, 0, 0, 0])
    let error = #expect(throws: ZipError.self) { try ZipArchive(bytes: bytes, name: "a") }
    guard case .misplaced = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `two entries of one name are refused`() throws {
    let other = try Self.sameNames()
    #expect(throws: ZipError(file: "a", reason: .duplicateName("aa"))) { try ZipArchive(bytes: other, name: "a") }
  }

  /// Two entries, the second one's name changed to that of the first.
  private static func sameNames() throws -> Data {
    let folder = try TemporaryFolder()
    var zip = try ZipWriter(path: folder.path("a.zip"))
    try zip.add("aa", [1])
    try zip.add("bb", [2])
    try zip.commit()
    return Data(try folder.contents("a.zip").map { $0 == UInt8(ascii: "b") ? UInt8(ascii: "a") : $0 })
  }

  @Test func `encryption and other methods are refused`() throws {
    func changed(_ offset: Int, to value: UInt8) -> ZipError.Reason? {
      var bytes = Self.deflated([1, 2, 3])
      let record = bytes.indices.first { bytes[$0...].starts(with: [0x50, 0x4b, 1, 2]) } ?? 0
      bytes[record + offset] = value
      return #expect(throws: ZipError.self) { try ZipArchive(bytes: bytes, name: "a") }?.reason
    }
    #expect(changed(8, to: 1) == .encrypted("a"))
    #expect(changed(10, to: 12) == .method(12, entry: "a"))
    #expect(changed(46, to: 0xFF) == .nameEncoding(offset: Self.deflated([1, 2, 3]).count - 69))
  }

  @Test func `an archive cut short anywhere is refused`() throws {
    for bytes in [try Self.written(), try Self.written(limit: 0), Self.deflated([1, 2, 3])] {
      for count in 0..<bytes.count {
        #expect(throws: ZipError.self) { try ZipArchive(bytes: bytes.prefix(count), name: "cut") }
      }
    }
  }
}
