import Foundation
import TestSupport
import Testing
import WeightFormats

struct NumPyArchiveTests {
  @Test func `what is written is read`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a.npz")
    let values: [Float] = [0.5, -1.25, Float(bitPattern: 0x0020_AAC8), .infinity, -0.0, 65504]
    try NumPyArchive.write([("fc8/weight", values, [2, 3]), ("é", [], [0])], to: path)
    let archive = try NumPyArchive(path: path)
    #expect(
      archive.entries == [
        WeightEntry(name: "fc8/weight", type: "<f4", shape: [2, 3]), WeightEntry(name: "é", type: "<f4", shape: [0]),
      ])
    #expect(try archive.values("fc8/weight").map(\.bitPattern) == values.map(\.bitPattern))
    let error = #expect(throws: NumPyError.self) { try archive.values("b") }
    #expect(error?.reason == .noSuchArray("b"))
  }

  @Test func `names that stand twice are refused, and nothing is written`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a.npz")
    #expect(throws: NumPyError(file: path, reason: .declaration("a"))) {
      try NumPyArchive.write([("a", [1], [1]), ("a", [1], [1])], to: path)
    }
    #expect(try folder.names() == [])
  }

  @Test(arguments: ["arrays.npz", "arrays-compressed.npz"])
  func `an archive that is cut short or damaged is read or refused`(name: String) throws {
    let bytes = try WeightFixture.bytes(name)
    for count in stride(from: 0, to: bytes.count, by: 3) {
      #expect(throws: NumPyError.self) { try NumPyArchive(bytes: bytes.prefix(count), name: "cut") }
    }
    var refused = 0
    for place in stride(from: 0, to: bytes.count, by: 3) {
      var damaged = bytes
      damaged[place] ^= UInt8(truncatingIfNeeded: 1 << (place % 8))
      do {
        let archive = try NumPyArchive(bytes: damaged, name: "damaged")
        for entry in archive.entries { _ = try archive.values(entry.name) }
      } catch {
        #expect(error is NumPyError)
        refused += 1
      }
    }
    #expect(refused > bytes.count / 12)
  }
}
