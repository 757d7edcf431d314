import TestSupport
import Testing
import WeightFormats

@testable import Datasets

@Suite struct TarWriterTests {
  private static func written(_ files: [(String, [UInt8])]) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    var writer = try TarWriter(path: folder.path("a.tar"))
    for (name, contents) in files { try writer.append(name, contents: contents.span) }
    try writer.commit()
    return try folder.contents("a.tar")
  }

  @Test(arguments: [
    "000001.jpg", String(repeating: "n", count: 100), "d/" + String(repeating: "n", count: 100),
    String(repeating: "d", count: 155) + "/" + String(repeating: "n", count: 100),
    String(repeating: "d", count: 156) + "/" + String(repeating: "n", count: 100), String(repeating: "n", count: 101),
    "é.jpg", String(repeating: "k", count: 300) + "/" + String(repeating: "l", count: 3000),
    String(repeating: "n", count: 100) + "/", String(repeating: "d/", count: 70) + "e",
  ])
  func `names of any length come back`(name: String) throws {
    let reader = try TarReader(bytes: try Self.written([(name, [1, 2, 3]), ("z", [4])]), path: "a.tar")
    #expect((0..<reader.count).map { reader.name(at: $0) } == [name, "z"])
    #expect(try reader.contents(at: 0, maximumSize: 3) == [1, 2, 3])
  }

  @Test(arguments: [0, 1, 511, 512, 513]) func `contents of any size come back`(count: Int) throws {
    let contents = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    let bytes = try Self.written([("a", contents), ("b", contents)])
    #expect(bytes.count % 512 == 0)
    let reader = try TarReader(bytes: bytes, path: "a.tar")
    for index in 0..<2 { #expect(try reader.contents(at: index, maximumSize: 513) == contents) }
  }

  @Test func `the writer tells where contents begin`() throws {
    let folder = try TemporaryFolder()
    var writer = try TarWriter(path: folder.path("a.tar"))
    let starts = [
      try writer.append("a", contents: [1, 2].span), try writer.append("é", contents: [3].span),
      try writer.append("b", contents: [4].span),
    ]
    try writer.commit()
    let bytes = try folder.contents("a.tar")
    #expect(starts.map { bytes[$0] } == [1, 3, 4])
  }

  @Test func `bytes are those of GNU tar`() throws {
    // tar --format=ustar --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=0644 -b 1 -cf - a/b.jpg | sha256sum
    let bytes = try Self.written([("a/b.jpg", [1, 2, 3])])
    #expect(SHA256.hexDigest(of: bytes) == "a503cafe6cff85a55d1218858c4f1fd54e59d4380e93959e28638207523476d5")
  }

  @Test func `sizes from 8 GiB on are in a pax header`() throws {
    #expect(TarHeader.blocks(name: "a", size: 1 << 33 - 1).count == 512)
    let blocks = TarHeader.blocks(name: "a", size: 1 << 33)
    #expect(blocks.count == 3 * 512)
    var records = PaxRecords()
    try records.apply(Array(blocks[512..<1024].prefix { $0 != 0 }))
    #expect(records.size == 1 << 33)
    #expect(records.path == nil)
  }

  @Test(arguments: 80...110) func `a pax record counts the digits of its own length`(count: Int) throws {
    // Between 99 and 100 bytes one more digit makes one more byte.
    let name = "é" + String(repeating: "n", count: count)
    let reader = try TarReader(bytes: try Self.written([(name, [])]), path: "a.tar")
    #expect(reader.name(at: 0) == name)
  }

  @Test func `an archive without commit leaves nothing`() throws {
    let folder = try TemporaryFolder()
    do {
      var writer = try TarWriter(path: folder.path("a.tar"))
      try writer.append("a", contents: [1].span)
    }
    #expect(try folder.names().isEmpty)
  }

  @Test func `a folder that does not exist is an error`() throws {
    let folder = try TemporaryFolder()
    #expect(throws: DatasetError.self) { _ = try TarWriter(path: folder.path("none/a.tar")) }
  }
}
