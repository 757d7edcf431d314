import Foundation
import ImageCodecs
import StreamCodecs
import Tensors
import Testing

@testable import Datasets

@Suite struct MATFileTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/data/imagenet-devkit")

  private static func fixture(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  private static func array(_ bytes: [UInt8], named name: String = "synsets") throws(DatasetError) -> MATArray {
    try MATFile.array(named: name, in: bytes, file: "meta.mat", maximumSize: 1 << 20)
  }

  // MARK: - Files built here

  private static func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func element(_ type: MATType, _ data: [UInt8]) -> [UInt8] {
    littleEndian(type.rawValue, 4) + littleEndian(data.count, 4) + data
      + [UInt8](repeating: 0, count: (8 - data.count % 8) % 8)
  }

  private static func small(_ type: MATType, _ data: [UInt8]) -> [UInt8] {
    littleEndian(type.rawValue, 2) + littleEndian(data.count, 2) + data + [UInt8](repeating: 0, count: 4 - data.count)
  }

  /// A variable as a zlib stream of one stored block; such elements are not padded.
  private static func compressed(_ variable: [UInt8]) -> [UInt8] {
    var checksum = Adler32()
    checksum.update(variable.span)
    let sizes = littleEndian(variable.count, 2) + littleEndian(~variable.count, 2)
    let stream = [0x78, 0x01, 1] + sizes + variable + littleEndian(Int(checksum.value), 4).reversed()
    return littleEndian(MATType.compressed.rawValue, 4) + littleEndian(stream.count, 4) + stream
  }

  /// An array of a class of the format, with its dimensions, a name, and the rest of its data.
  private static func array(_ arrayClass: Int, _ dimensions: [Int], _ name: String, _ data: [UInt8]) -> [UInt8] {
    let head = element(.uint32, littleEndian(arrayClass, 4) + littleEndian(0, 4))
    let sizes = element(.int32, dimensions.flatMap { littleEndian($0, 4) })
    return element(.matrix, head + sizes + element(.int8, Array(name.utf8)) + data)
  }

  private static func file(_ variables: [UInt8], version: [UInt8] = [0, 1], order: String = "IM") -> [UInt8] {
    [UInt8](repeating: 0x20, count: 116) + [UInt8](repeating: 0, count: 8) + version + Array(order.utf8) + variables
  }

  // MARK: - What is read

  @Test(arguments: ["meta.mat", "meta-plain.mat"])
  func `structures are read from scipy's files, compressed or not`(name: String) throws {
    let synsets = try Self.array(try Self.fixture(name)).structures(["WNID", "ILSVRC2012_ID", "gloss", "num_children"])
    #expect(synsets.count == 7)
    #expect(try synsets.map { try $0[1].integer() } == Array(1...7))
    #expect(
      try synsets.map { try $0[0].text() } == [
        "n02119789", "n01440764", "n02100735", "n01443537", "n07930864", "n02512053", "n00001740",
      ])
    #expect(try synsets.map { try $0[3].integer() } == [0, 0, 0, 0, 0, 2, 4])
    #expect(try synsets[6][2].text() == "that which is perceived to have its own existence; naïvely, anything")
  }

  @Test(arguments: [
    small(.uint8, [200]), small(.int8, [200]), small(.uint16, [200, 0]),
    element(.double, [0, 0, 0, 0, 0, 0, 0x69, 0x40]),
    element(.single, [0, 0, 0x48, 0x43]), element(.int32, [200, 0, 0, 0]),
    element(.uint64, [200, 0, 0, 0, 0, 0, 0, 0]),
  ])
  func `numbers are kept in any type that holds them`(data: [UInt8]) throws {
    let number = try Self.array(Self.file(Self.array(6, [1, 1], "x", data)), named: "x").integer()
    #expect(number == (data[0] == 1 && data[2] == 1 ? -56 : 200))
  }

  @Test(arguments: [
    element(.uint16, [0x6e, 0, 0xe9, 0]), element(.utf16, [0x6e, 0, 0xe9, 0]), element(.utf8, [0x6e, 0xc3, 0xa9]),
    small(.uint16, [0x6e, 0, 0xe9, 0]),
  ])
  func `text is in UTF-16 or UTF-8`(data: [UInt8]) throws {
    #expect(try Self.array(Self.file(Self.array(4, [1, 2], "x", data)), named: "x").text() == "né")
  }

  @Test func `empty text needs no data`() throws {
    #expect(try Self.array(Self.file(Self.array(4, [0, 0], "x", [])), named: "x").text() == "")
  }

  @Test func `other variables are passed over`() throws {
    let variables =
      Self.array(1, [1, 1], "cell", Self.element(.matrix, [])) + Self.element(.matrix, [])
      + Self.array(6, [1, 1], "x", Self.small(.uint8, [5]))
    #expect(try Self.array(Self.file(variables), named: "x").integer() == 5)
  }

  @Test func `compressed variables follow each other without padding`() throws {
    let variables = ["a", "b", "x"].map { Self.compressed(Self.array(6, [1, 1], $0, Self.small(.uint8, [5]))) }
    #expect(variables[0].count % 8 != 0)
    #expect(try Self.array(Self.file(variables.flatMap(\.self)), named: "x").integer() == 5)
  }

  // MARK: - What is refused

  @Test func `the limit is that of all variables up to the one that is wanted`() throws {
    let variable = Self.array(6, [1, 1], "a", Self.small(.uint8, [5]))
    let bytes = Self.file(
      Self.compressed(variable) + Self.compressed(Self.array(6, [1, 1], "x", Self.small(.uint8, [5]))))
    let size = 2 * variable.count
    #expect(try MATFile.array(named: "x", in: bytes, file: "meta.mat", maximumSize: size).integer() == 5)
    #expect(throws: DatasetError.self) {
      try MATFile.array(named: "x", in: bytes, file: "meta.mat", maximumSize: size - 1)
    }
  }

  @Test func `a file that has no such variable is refused with those it has`() throws {
    let error = try #require(throws: DatasetError.self) { try Self.array(try Self.fixture("meta.mat"), named: "x") }
    #expect(error.description.contains("synsets"))
  }

  @Test func `a field that is missing is refused with those there are`() throws {
    let array = try Self.array(try Self.fixture("meta.mat"))
    let error = try #require(throws: DatasetError.self) { try array.structures(["WNID", "none"]) }
    #expect(error.description.contains("wordnet_height"))
  }

  @Test func `other versions and byte orders are refused`() throws {
    let x = Self.array(6, [1, 1], "x", Self.small(.uint8, [5]))
    for bytes in [
      Self.file(x, version: [0, 2]), Self.file(x, version: [1, 0], order: "MI"), Array(Self.file([]).prefix(127)),
    ] {
      #expect(throws: DatasetError.self) { try Self.array(bytes, named: "x") }
    }
  }

  @Test(arguments: [
    element(.double, [0, 0, 0, 0, 0, 0, 0xf8, 0x7f]), element(.double, [0, 0, 0, 0, 0, 0, 0xe0, 0x3f]),
    element(.uint64, [UInt8](repeating: 0xff, count: 8)), element(.double, [1, 2, 3]), element(.utf8, [49]),
    small(.uint8, [1, 2]), small(.uint8, []), [],
  ])
  func `what is not one whole number is refused`(data: [UInt8]) throws {
    let array = try Self.array(Self.file(Self.array(6, [1, 1], "x", data)), named: "x")
    #expect(throws: DatasetError.self) { try array.integer() }
  }

  @Test(arguments: [[-1, 1], [1 << 31 - 1, 1 << 31 - 1, 1 << 31 - 1]])
  func `impossible dimensions are refused`(dimensions: [Int]) throws {
    #expect(throws: DatasetError.self) { try Self.array(Self.file(Self.array(2, dimensions, "x", [])), named: "x") }
  }

  @Test func `more structures than there are data for are refused`() throws {
    let fields = Self.small(.int32, [4, 0, 0, 0]) + Self.element(.int8, [0x61, 0, 0, 0])
    for names in [fields, Self.small(.int32, [4, 0, 0, 0]) + Self.element(.int8, [])] {
      let array = try Self.array(Self.file(Self.array(2, [1 << 30, 1 << 30], "x", names)), named: "x")
      #expect(throws: DatasetError.self) { try array.structures(["a"]) }
    }
  }

  @Test func `a variable that decompresses to more than the limit is refused`() throws {
    let bytes = try Self.fixture("meta.mat")
    #expect(throws: DatasetError.self) {
      try MATFile.array(named: "synsets", in: bytes, file: "meta.mat", maximumSize: 1000)
    }
  }

  @Test func `every shortened file is refused`() throws {
    for name in ["meta.mat", "meta-plain.mat"] {
      let bytes = try Self.fixture(name)
      for count in stride(from: 0, to: bytes.count, by: name == "meta.mat" ? 1 : 7) {
        #expect(throws: DatasetError.self, "\(count) bytes of \(name)") {
          try Self.array(Array(bytes.prefix(count))).structures(["WNID", "num_train_images"])
        }
      }
    }
  }

  @Test func `damaged files give an error or values`() throws {
    let sound = try Self.fixture("meta-plain.mat")
    let random = RandomStream(seed: 2, purpose: .verification)
    var accepted = 0
    for round in 0..<2000 {
      var bytes = sound
      for change in 0..<(1 + random.integer(8 * round, below: 3)) {
        // The first quarter has the array's head and the first structures.
        let limit = round.isMultiple(of: 2) ? bytes.count : bytes.count / 4
        bytes[random.integer(8 * round + 2 * change + 1, below: limit)] =
          UInt8(random.integer(8 * round + 2 * change + 2, below: 256))
      }
      guard let fields = try? Self.array(bytes).structures(["WNID", "ILSVRC2012_ID"]) else { continue }
      accepted += 1
      for field in fields {
        _ = try? field[0].text()
        _ = try? field[1].integer()
      }
    }
    #expect(accepted > 200)
  }
}
