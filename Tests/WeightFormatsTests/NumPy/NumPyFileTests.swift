import Foundation
import TestSupport
import Testing
import WeightFormats

struct NumPyFileTests {
  private static func file(_ header: String, data: Int, version: UInt8 = 1) -> Data {
    let length = UInt32(header.utf8.count)
    let words: [UInt8] = (0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    return Data(
      [0x93] + Array("NUMPY".utf8) + [version, 0] + words + Array(header.utf8) + [UInt8](repeating: 0, count: data))
  }

  @Test(arguments: [1, 2, 3])
  func `each version of the format is read, in the order of its dimensions`(version: Int) throws {
    let file = try NumPyFile(path: WeightFixture.path("fortran-version\(version).npy"))
    #expect(file.shape == [2, 3, 4])
    #expect(file.type == "<f4")
    #expect(file.values() == (0..<24).map { Float($0) })
  }

  @Test(arguments: ["arrays", "arrays-compressed"])
  func `every type of real numbers is read to the bit`(name: String) throws {
    let archive = try WeightArchives.open(path: WeightFixture.path("\(name).npz"))
    #expect(archive.formatName == "npz")
    #expect(try WeightFixture.differences(archive, from: try WeightFixture.expected(name)) == [])
    #expect(archive.entry(named: "float16")?.type == "<f2")
  }

  @Test(arguments: [
    "{'descr':'<f4','fortran_order':False,'shape':(2,)}",
    "{ 'shape' : ( 2 , 1 , ) , \"descr\" : \"<f4\" ,'fortran_order':True , } \n",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2L,), }\n",
  ])
  func `the dictionary is read in any of its spellings`(header: String) throws {
    #expect(try NumPyFile(bytes: Self.file(header, data: 8), name: "a").values() == [0, 0])
  }

  @Test(arguments: [
    "", "{}", "{'descr': '<f4'}", "[1]", "{'descr': '<f4', 'fortran_order': False, 'shape': (2)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': [2]}", "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)",
    "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': (1,)}",
    "{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (2,)}",
    "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': __import__('os').system('true')}",
  ])
  func `a header that is anything else is refused at its place`(header: String) throws {
    let error = #expect(throws: NumPyError.self) { try NumPyFile(bytes: Self.file(header, data: 8), name: "a") }
    guard case .syntax(let offset, _) = error?.reason else {
      Issue.record("\(header): \(String(describing: error))")
      return
    }
    #expect((10...10 + header.utf8.count).contains(offset))
  }

  @Test(arguments: ["|O", "<c8", "<U5", "|V4", "f4", "<f16", "|f4", "", "<m8[ns]"])
  func `a type that is none of real numbers is refused`(type: String) {
    let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (2,)}"
    let error = #expect(throws: NumPyError.self) { try NumPyFile(bytes: Self.file(header, data: 8), name: "a") }
    #expect(error?.reason == .type(type))
  }

  @Test func `shapes that the bytes do not have are refused`() {
    func reason(_ shape: String) -> NumPyError.Reason? {
      let header = "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape)}"
      return #expect(throws: NumPyError.self) { try NumPyFile(bytes: Self.file(header, data: 8), name: "a") }?.reason
    }
    #expect(reason("(3,)") == .size(found: 8, expected: 12))
    #expect(reason("(1,)") == .size(found: 8, expected: 4))
    #expect(reason("(4294967296, 4294967296)") == .shape([1 << 32, 1 << 32]))
    #expect(reason("(\(Int.max),)") == .shape([.max]))
    #expect(reason("(\(Int.max), 3, 0)") == .shape([.max, 3, 0]))
  }

  @Test func `a header that is cut short or too long is refused`() throws {
    let bytes = try WeightFixture.bytes("fortran-version1.npy")
    for count in 0..<bytes.count {
      #expect(throws: NumPyError.self) { try NumPyFile(bytes: bytes.prefix(count), name: "cut") }
    }
    let long = Self.file(String(repeating: " ", count: 10_001), data: 0, version: 2)
    let error = #expect(throws: NumPyError.self) { try NumPyFile(bytes: long, name: "long") }
    #expect(error?.reason == .headerLength(10_001, limit: 10_000))
  }

  @Test(arguments: [[], [6], [2, 3], [1, 2, 3, 1], [0], [0, 5]])
  func `what is written is read`(shape: [Int]) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a.npy")
    let values = (0..<shape.reduce(1, *)).map { Float($0) - 2.5 }
    try NumPyFile.write(values, shape: shape, to: path)
    let file = try NumPyFile(path: path)
    #expect(file.shape == shape)
    #expect(file.values() == values)
    #expect((try folder.contents("a.npy").count - 4 * values.count) % 64 == 0)
    #expect(throws: NumPyError(file: path, reason: .declaration("array"))) {
      try NumPyFile.write(values + [1], shape: shape, to: path)
    }
  }
}
