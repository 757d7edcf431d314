import Files
import Foundation
import TestSupport
import Testing
import WeightFormats

struct TorchFileTests {
  private static let cases =
    [
      "alexnet-reduced", "checkpoint", "types", "views", "tensor",
    ].flatMap { [$0, "\($0)-older"] } + ["protocol4", "protocol5", "types-compressed"]

  @Test(arguments: cases)
  func `what PyTorch saved is read to the bit`(name: String) throws {
    let archive = try WeightArchives.open(path: WeightFixture.path("\(name).pth"))
    #expect(archive.formatName == "torch")
    #expect(archive.name == WeightFixture.path("\(name).pth"))
    #expect(try WeightFixture.differences(archive, from: try WeightFixture.expected(name)) == [])
  }

  @Test(arguments: ["alexnet-reduced", "alexnet-reduced-older"])
  func `entries have the names, types, shapes and order of the state dictionary`(name: String) throws {
    let file = try TorchFile(path: WeightFixture.path("\(name).pth"))
    #expect(
      file.entries.prefix(3) == [
        WeightEntry(name: "features.0.weight", type: "torch.float32", shape: [4, 3, 11, 11]),
        WeightEntry(name: "features.0.bias", type: "torch.float32", shape: [4]),
        WeightEntry(name: "features.3.weight", type: "torch.float32", shape: [6, 4, 5, 5]),
      ])
    #expect(file.entries.count == 16)
  }

  @Test func `types are told in PyTorch's words`() throws {
    let file = try TorchFile(path: WeightFixture.path("types.pth"))
    for entry in file.entries where !["large", "tiny"].contains(entry.name) {
      #expect(entry.type == "torch.\(entry.name)")
    }
  }

  @Test func `a name that the file lacks is an error that says so`() throws {
    let file = try TorchFile(path: WeightFixture.path("tensor.pth"))
    let error = #expect(throws: TorchError.self) { try file.values("weight") }
    #expect(error?.reason == .noSuchTensor("weight"))
    #expect(error?.description.contains("no tensor \"weight\"; check the name") == true)
  }

  @Test func `a missing file is an error that names it`() {
    let error = #expect(throws: TorchError.self) { try TorchFile(path: "/nowhere/a.pth") }
    #expect(error?.reason == .file(FileError(path: "/nowhere/a.pth", operation: .open, code: ENOENT)))
  }

  @Test func `what is neither form is refused`() {
    let error = #expect(throws: TorchError.self) { try TorchFile(bytes: Data("weights".utf8), name: "w") }
    #expect(error?.reason == .format)
    #expect(throws: TorchError.self) { try TorchFile(bytes: try WeightFixture.bytes("arrays.npz"), name: "w") }
  }

  @Test(arguments: ["types.pth", "types-older.pth", "types-compressed.pth"])
  func `a file that is cut short anywhere is refused`(name: String) throws {
    let bytes = try WeightFixture.bytes(name)
    for count in 0..<bytes.count {
      #expect(throws: TorchError.self, "\(count) bytes") { try TorchFile(bytes: bytes.prefix(count), name: "cut") }
    }
  }

  @Test(arguments: ["types.pth", "views-older.pth", "types-compressed.pth"])
  func `a file with a damaged byte is read or refused, and its values as well`(name: String) throws {
    let bytes = try WeightFixture.bytes(name)
    var refused = 0
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= UInt8(truncatingIfNeeded: 1 << (place % 8))
      do {
        let file = try TorchFile(bytes: damaged, name: "damaged")
        for entry in file.entries { _ = try file.values(entry.name) }
      } catch {
        #expect(error is TorchError)
        refused += 1
      }
    }
    #expect(refused > bytes.count / 8)
  }

  @Test func `a damaged weight is found by its checksum`() throws {
    var bytes = try WeightFixture.bytes("alexnet-reduced.pth")
    // In the middle of the file lie elements.
    bytes[bytes.count / 3] ^= 1
    let file = try TorchFile(bytes: bytes, name: "damaged")
    let errors = file.entries.compactMap { entry -> String? in
      do {
        _ = try file.values(entry.name)
        return nil
      } catch {
        return "\(error)"
      }
    }
    #expect(errors.count == 1)
    #expect(errors.first?.contains("checksum") == true)
  }
}
