import Datasets
import Foundation
import Synchronization
import Tensors
import TestSupport
import Testing

@Suite struct TarReaderTests {
  private static func names(_ bytes: [UInt8]) throws -> [String] {
    let reader = try TarReader(bytes: bytes, path: "a.tar")
    return (0..<reader.count).map { reader.name(at: $0) }
  }

  private static func contents(_ reader: TarReader) throws -> [[UInt8]] {
    try (0..<reader.count).map { try reader.contents(at: $0, maximumSize: 1 << 20) }
  }

  /// Where and what is found wrong.
  private static func fault(_ bytes: [UInt8]) throws -> (offset: Int, found: String) {
    let error = try #require(throws: DatasetError.self) { try TarReader(bytes: bytes, path: "a.tar") }
    guard case .malformed("a.tar", let offset, let found, _, _) = error else {
      Issue.record("refused for another reason: \(error)")
      return (-1, "")
    }
    return (offset, found)
  }

  // MARK: - What is read

  @Test func `files are listed in their order and read from the disk`() throws {
    let folder = try TemporaryFolder()
    let files = [("b", Array("two".utf8)), ("a", []), ("c/d", [UInt8](repeating: 7, count: 513))]
    try folder.write(TarBytes.archive(files), to: "a.tar")
    let reader = try TarReader(path: folder.path("a.tar"))
    #expect((0..<reader.count).map { reader.name(at: $0) } == files.map(\.0))
    #expect((0..<reader.count).map { reader.size(at: $0) } == [3, 0, 513])
    #expect(try Self.contents(reader) == files.map(\.1))
  }

  @Test(arguments: [0, 1024, 10240])
  func `zeros at the end may be missing or many`(count: Int) throws {
    let bytes = TarBytes.member("a", [1, 2, 3]) + [UInt8](repeating: 0, count: count)
    #expect(try Self.names(bytes) == ["a"])
  }

  @Test func `the padding of the last member may be missing`() throws {
    let reader = try TarReader(bytes: Array(TarBytes.member("a", [1, 2, 3]).prefix(515)), path: "a.tar")
    #expect(try Self.contents(reader) == [[1, 2, 3]])
  }

  @Test func `what follows a block of zeros is not looked at`() throws {
    #expect(try Self.names(TarBytes.member("a", []) + TarBytes.end + [1, 2, 3]) == ["a"])
  }

  @Test func `ustar's prefix comes before the name`() throws {
    #expect(try Self.names(TarBytes.member("b", [], magic: "ustar\u{0}00", prefix: "a")) == ["a/b"])
  }

  @Test func `GNU tar has no prefix where ustar has it`() throws {
    #expect(try Self.names(TarBytes.member("b", [], magic: "ustar  \u{0}", prefix: "12345")) == ["b"])
  }

  @Test func `a name of all hundred bytes needs no zero`() throws {
    let name = String(repeating: "n", count: 100)
    #expect(try Self.names(TarBytes.member(name, [])) == [name])
  }

  @Test func `GNU's long names are those of the next member alone`() throws {
    let long = String(repeating: "l", count: 700)
    let bytes =
      TarBytes.member("././@LongLink", Array((long + "\u{0}").utf8), type: "L")
      + TarBytes.member("././@LongLink", Array("target\u{0}".utf8), type: "K") + TarBytes.member("short", [1])
      + TarBytes.member("next", [2])
    #expect(try Self.names(bytes) == [long, "next"])
  }

  @Test func `pax records override the next header alone`() throws {
    let bytes =
      TarBytes.pax([("mtime", "1.5"), ("path", "é"), ("size", "3")]) + TarBytes.header("short", size: "0")
      + TarBytes.padded([1, 2, 3]) + TarBytes.member("next", [4])
    let reader = try TarReader(bytes: bytes, path: "a.tar")
    #expect((0..<2).map { reader.name(at: $0) } == ["é", "next"])
    #expect(try Self.contents(reader) == [[1, 2, 3], [4]])
  }

  @Test func `what is announced of a folder does not hold for the next file`() throws {
    let bytes =
      TarBytes.pax([("path", "x"), ("size", "0")]) + TarBytes.header("folder", size: "0", type: "5")
      + TarBytes.member("a", [1]) + TarBytes.member("l", [65], type: "L")
      + TarBytes.header("folder", size: "0", type: "5") + TarBytes.member("b", [2])
    let reader = try TarReader(bytes: bytes, path: "a.tar")
    #expect((0..<reader.count).map { reader.name(at: $0) } == ["a", "b"])
    #expect(try Self.contents(reader) == [[1], [2]])
  }

  @Test func `global pax records hold until they are taken back`() throws {
    let bytes =
      TarBytes.pax([("path", "g")], type: "g") + TarBytes.member("a", []) + TarBytes.member("b", [])
      + TarBytes.pax([("path", "x")]) + TarBytes.member("c", []) + TarBytes.pax([("path", "")], type: "g")
      + TarBytes.member("d", [])
    #expect(try Self.names(bytes) == ["g", "g", "x", "d"])
  }

  @Test func `pax records may be followed by zeros that are counted`() throws {
    let records = Array("10 path=z\n".utf8) + [0, 0, 0]
    #expect(try Self.names(TarBytes.member("p", records, type: "x") + TarBytes.member("a", [])) == ["z"])
  }

  @Test func `sizes may be in base 256`() throws {
    var header = TarBytes.header("a", size: "")
    header.replaceSubrange(124..<136, with: [0x80] + [UInt8](repeating: 0, count: 10) + [3])
    let reader = try TarReader(bytes: TarBytes.sealed(header) + TarBytes.padded([1, 2, 3]), path: "a.tar")
    #expect(try Self.contents(reader) == [[1, 2, 3]])
  }

  @Test(arguments: ["3", "  3", "0000003", "00000000003 ", "3  \u{0} "])
  func `octal numbers may have blanks and zeros around`(size: String) throws {
    let reader = try TarReader(bytes: TarBytes.header("a", size: size) + TarBytes.padded([1, 2, 3]), path: "a.tar")
    #expect(reader.size(at: 0) == 3)
  }

  @Test func `checksums may be sums of signed bytes`() throws {
    var header = TarBytes.header("é", size: "0")
    let signed = header.enumerated().reduce(0) { sum, element in
      sum + ((148..<156).contains(element.offset) ? 0x20 : Int(Int8(bitPattern: element.element)))
    }
    header.replaceSubrange(148..<156, with: Array(("00" + String(signed, radix: 8)).suffix(6).utf8) + [0, 0x20])
    #expect(try Self.names(header) == ["é"])
  }

  @Test(arguments: ["1", "2", "3", "4", "5", "6"] as [Character])
  func `folders, links and devices are passed over and have no contents`(type: Character) throws {
    let bytes = TarBytes.header("x", size: "7", type: type) + TarBytes.member("a", [])
    #expect(try Self.names(bytes) == ["a"])
  }

  @Test func `an old folder is a file whose name ends with a slash`() throws {
    let bytes = TarBytes.header("x/", size: "0", type: "\u{0}") + TarBytes.member("a", [], type: "\u{0}")
    #expect(try Self.names(bytes) == ["a"])
  }

  @Test(arguments: ["D", "V"] as [Character])
  func `a volume's label and a dump of names are passed over with their contents`(type: Character) throws {
    #expect(try Self.names(TarBytes.member("x", [1, 2], type: type) + TarBytes.member("a", [])) == ["a"])
  }

  @Test func `an archive within an archive is read in place`() throws {
    let inner = TarBytes.archive([("1.jpg", [1]), ("2.jpg", [2, 2])])
    let folder = try TemporaryFolder()
    try folder.write(TarBytes.archive([("x", [9]), ("in.tar", inner), ("y", [8])]), to: "out.tar")
    let reader = try TarReader(path: folder.path("out.tar")).archive(at: 1)
    #expect(reader.path == folder.path("out.tar") + ": in.tar")
    #expect((0..<reader.count).map { reader.name(at: $0) } == ["1.jpg", "2.jpg"])
    #expect(try Self.contents(reader) == [[1], [2, 2]])
  }

  @Test func `several threads read at once`() throws {
    let folder = try TemporaryFolder()
    try folder.write(TarBytes.archive((0..<64).map { ("\($0)", [UInt8](repeating: $0, count: 3000)) }), to: "a.tar")
    let reader = try TarReader(path: folder.path("a.tar"))
    let wrong = Atomic<Int>(0)
    Parallel.withThreads(4) {
      Parallel.forEach(512) { index in
        let bytes = try? reader.contents(at: index % 64, maximumSize: 3000)
        if bytes != [UInt8](repeating: UInt8(index % 64), count: 3000) { wrong.wrappingAdd(1, ordering: .relaxed) }
      }
    }
    #expect(wrong.load(ordering: .relaxed) == 0)
  }

  // MARK: - What is refused

  @Test func `a member larger than the limit is refused before it is read`() throws {
    let reader = try TarReader(bytes: TarBytes.member("a", [1, 2, 3]), path: "a.tar")
    #expect(throws: DatasetError.tooLarge(file: "a.tar: a", size: 3, limit: 2)) {
      try reader.contents(at: 0, maximumSize: 2)
    }
  }

  @Test(arguments: [515, 1023]) func `contents that are cut short are refused where they begin`(count: Int) throws {
    let bytes = TarBytes.member("a", []) + TarBytes.member("b", [UInt8](repeating: 1, count: 512))
    let (offset, found) = try Self.fault(Array(bytes.prefix(512 + count)))
    #expect(offset == 1024)
    #expect(found == "the archive ends at byte \(512 + count)")
  }

  @Test func `a header that is cut short is refused where it begins`() throws {
    let bytes = TarBytes.member("a", []) + TarBytes.member("b", [])
    #expect(try Self.fault(Array(bytes.prefix(700))).offset == 512)
  }

  @Test func `an archive that ends after a long name is refused`() throws {
    #expect(try Self.fault(TarBytes.member("x", [65], type: "L")).found == "the archive ends at byte 1024")
  }

  @Test func `an inner archive cannot reach outside of its member`() throws {
    let inner = TarBytes.header("big", size: "1000") + [UInt8](repeating: 1, count: 100)
    let bytes = TarBytes.archive([("in.tar", inner), ("other", [UInt8](repeating: 2, count: 2000))])
    let error = try #require(throws: DatasetError.self) {
      try TarReader(bytes: bytes, path: "out.tar").archive(at: 0)
    }
    guard case .malformed("out.tar: in.tar", 512, _, _, _) = error else {
      Issue.record("refused for another reason: \(error)")
      return
    }
  }

  @Test func `a file that is shortened after it was opened is an error and no crash`() throws {
    let folder = try TemporaryFolder()
    try folder.write(TarBytes.archive([("a", [1, 2, 3])]), to: "a.tar")
    let reader = try TarReader(path: folder.path("a.tar"))
    let handle = try FileHandle(forWritingTo: URL(filePath: folder.path("a.tar")))
    try handle.truncate(atOffset: 513)
    #expect(throws: DatasetError.self) { try reader.contents(at: 0, maximumSize: 3) }
  }

  @Test func `a wrong checksum is refused where it is`() throws {
    var bytes = TarBytes.member("a", [1]) + TarBytes.member("b", [2])
    bytes[1024 + 3] ^= 1
    #expect(try Self.fault(bytes).offset == 1024 + 148)
  }

  @Test func `gzip data are refused with what to do`() throws {
    let error = try #require(throws: DatasetError.self) {
      try TarReader(bytes: [0x1f, 0x8b] + [UInt8](repeating: 1, count: 600), path: "a.tar.gz")
    }
    #expect(error.description.contains("decompress"))
  }

  @Test func `an empty file is no archive`() throws {
    #expect(try Self.fault([]).offset == 0)
  }

  @Test(arguments: ["9", "1x", "-1", "1 1"])
  func `a size that is no octal number is refused`(size: String) throws {
    #expect(try Self.fault(TarBytes.header("a", size: size)).offset == 124)
  }

  @Test(
    arguments: [
      [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
      [0xc0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00],
      [0x80, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00],
      [0x80, 0x00, 0x00, 0x00, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00],
    ] as [[UInt8]])
  func `negative and overflowing sizes are refused`(field: [UInt8]) throws {
    var header = TarBytes.header("a", size: "")
    header.replaceSubrange(124..<136, with: field)
    #expect(try Self.fault(TarBytes.sealed(header)).offset == 124)
  }

  @Test func `the largest size is more than there is`() throws {
    var header = TarBytes.header("a", size: "")
    header.replaceSubrange(124..<136, with: [0x80, 0, 0, 0, 0x7f] + [UInt8](repeating: 0xff, count: 7))
    #expect(try Self.fault(TarBytes.sealed(header)).offset == 512)
  }

  @Test(arguments: ["9223372036854775808", "99999999999999999999999999", "-1", "1 2", "0x10"])
  func `a pax size that is no number is refused`(size: String) throws {
    let (offset, found) = try Self.fault(TarBytes.pax([("size", size)]) + TarBytes.member("a", []))
    #expect(offset == 512)
    #expect(found.hasPrefix("a size"))
  }

  @Test(arguments: ["5 a=b\n", "7 a=b\n", "a=b\n", "0 a=b\n", "99999999999999999999 a=b\n", "6 abc\n", "-6 a=b\n"])
  func `pax records that do not fit are refused`(records: String) throws {
    #expect(try Self.fault(TarBytes.member("p", Array(records.utf8), type: "x") + TarBytes.end).offset == 512)
  }

  @Test(arguments: ["L", "K", "x", "g"] as [Character])
  func `an enormous description of a member is refused before it is read`(type: Character) throws {
    let bytes = TarBytes.header("x", size: "4000001", type: type) + [UInt8](repeating: 65, count: 1 << 20)
    #expect(try Self.fault(bytes).found.contains("1048577 bytes"))
  }

  @Test(arguments: ["../a", "a/..", "a/../b", ".."])
  func `names that lead outside are refused`(name: String) throws {
    #expect(try Self.fault(TarBytes.member(name, [])).offset == 0)
    #expect(try Self.fault(TarBytes.pax([("path", name)]) + TarBytes.member("a", [])).offset == 1024)
  }

  @Test(arguments: ["a\u{0}b", String(repeating: "n", count: 4097)])
  func `names that no file can have are refused`(name: String) throws {
    let pax = TarBytes.pax([("path", name)])
    #expect(try Self.fault(pax + TarBytes.member("a", [])).offset == pax.count)
  }

  @Test func `a file without a name is refused`() throws {
    #expect(try Self.fault(TarBytes.member("", [])).offset == 0)
  }

  @Test func `names with dots that lead nowhere are accepted`() throws {
    #expect(try Self.names(TarBytes.member("./a..b/...", [])) == ["./a..b/..."])
  }

  @Test(arguments: ["S", "M", "A", "9"] as [Character])
  func `members whose contents cannot be told are refused`(type: Character) throws {
    #expect(try Self.fault(TarBytes.member("a", []) + TarBytes.member("x", [1], type: type)).offset == 512)
  }

  @Test func `sparse files of pax are refused`() throws {
    let bytes = TarBytes.pax([("GNU.sparse.major", "1")]) + TarBytes.member("a", [1])
    #expect(try Self.fault(bytes).found == "a sparse file")
  }

  @Test func `folders, pipes and missing files are refused`() throws {
    let folder = try TemporaryFolder()
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    for path in [folder.path, folder.path("pipe"), folder.path("none")] {
      #expect(throws: DatasetError.self) { try TarReader(path: path) }
    }
  }

  // MARK: - Damage

  @Test func `damaged archives give an error or a list that can be read`() throws {
    let long = String(repeating: "l", count: 120)
    let sound =
      TarBytes.pax([("path", "é"), ("size", "3")]) + TarBytes.member("a", [1, 2, 3])
      + TarBytes.member("x", Array(long.utf8), type: "L") + TarBytes.member("b", [4]) + TarBytes.end
    let random = RandomStream(seed: 1, purpose: .verification)
    var accepted = 0
    for round in 0..<4000 {
      var bytes = sound
      for change in 0..<(1 + random.integer(8 * round, below: 3)) {
        let place = random.integer(8 * round + 2 * change + 1, below: bytes.count)
        bytes[place] = UInt8(random.integer(8 * round + 2 * change + 2, below: 256))
      }
      // Two headers in three are made right again, or hardly anything would get past the checksum.
      if round % 3 != 0 {
        for start in [0, 1024, 2048, 3072] {
          bytes.replaceSubrange(start..<(start + 512), with: TarBytes.sealed(Array(bytes[start..<(start + 512)])))
        }
      }
      if round % 5 == 0 { bytes.removeLast(random.integer(8 * round + 7, below: bytes.count)) }
      guard let reader = try? TarReader(bytes: bytes, path: "a.tar") else { continue }
      accepted += 1
      for index in 0..<reader.count {
        #expect(try reader.contents(at: index, maximumSize: bytes.count).count == reader.size(at: index))
      }
    }
    #expect(accepted > 400)
  }
}
