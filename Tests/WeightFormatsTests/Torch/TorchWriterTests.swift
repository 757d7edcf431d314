import Foundation
import TestSupport
import Testing
import WeightFormats

struct TorchWriterTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("w.pth")
  }

  private func reason(_ body: () throws(TorchError) -> Void) -> TorchError.Reason? {
    do {
      try body()
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func `what is written is read to the bit`() throws {
    let weights: [Float] = [0.5, -1.25, Float(bitPattern: 0x0020_AAC8), .infinity, -0.0, 65504]
    var writer = try TorchWriter(
      path: path,
      tensors: [
        .init(name: "features.0.weight", shape: [1, 2, 3]), .init(name: "é", type: .float64, shape: []),
        .init(name: "none", shape: [0, 4]), .init(name: "half", type: .float16, shape: [2]),
        .init(name: "many", shape: [300, 300]),
      ])
    try writer.write(weights, to: "features.0.weight")
    try writer.write([Double.pi] as [Double], to: "é")
    try writer.write([] as [Float], to: "none")
    let halves: [UInt16] = [0x3C00, 0xC000]
    try halves.span.bytes.withUnsafeBytes { (bytes) throws(TorchError) in try writer.write(bytes, to: "half") }
    let many = (0..<90_000).map { Float($0) }
    try writer.write(many, to: "many")
    try writer.commit()
    let archive = try WeightArchives.open(path: path)
    #expect(
      archive.entries == [
        WeightEntry(name: "features.0.weight", type: "torch.float32", shape: [1, 2, 3]),
        WeightEntry(name: "é", type: "torch.float64", shape: []),
        WeightEntry(name: "none", type: "torch.float32", shape: [0, 4]),
        WeightEntry(name: "half", type: "torch.float16", shape: [2]),
        WeightEntry(name: "many", type: "torch.float32", shape: [300, 300]),
      ])
    #expect(try archive.values("features.0.weight").map(\.bitPattern) == weights.map(\.bitPattern))
    #expect(try archive.values("é") == [Float(Double.pi)])
    #expect(try archive.values("none") == [])
    #expect(try archive.values("half") == [1, -2])
    #expect(try archive.values("many") == many)
  }

  @Test func `a file of PyTorch, written again, holds the same`() throws {
    let original = try TorchFile(path: WeightFixture.path("alexnet-reduced.pth"))
    var writer = try TorchWriter(
      path: path, tensors: original.entries.map { TorchDeclaration(name: $0.name, shape: $0.shape) })
    for entry in original.entries { try writer.write(try original.values(entry.name), to: entry.name) }
    try writer.commit()
    let copy = try TorchFile(path: path)
    #expect(copy.entries == original.entries)
    #expect(try WeightFixture.differences(copy, from: try WeightFixture.expected("alexnet-reduced")) == [])
  }

  @Test func `equal tensors give equal files`() throws {
    for name in ["a.pth", "b.pth"] {
      var writer = try TorchWriter(path: folder.path(name), tensors: [.init(name: "a", shape: [2])])
      try writer.write([1, 2] as [Float], to: "a")
      try writer.commit()
    }
    #expect(try folder.contents("a.pth") == folder.contents("b.pth"))
  }

  @Test func `elements begin at multiples of 64 bytes`() throws {
    var writer = try TorchWriter(path: path, tensors: [.init(name: "a", shape: [1]), .init(name: "b", shape: [2])])
    try writer.write([Float(bitPattern: 0xA1B2_C3D4)] as [Float], to: "a")
    try writer.write([Float(bitPattern: 0xA1B2_C3D5), 0] as [Float], to: "b")
    try writer.commit()
    let bytes = try folder.contents("w.pth")
    for low in [0xD4, 0xD5 as UInt8] {
      let place = bytes.indices.first { bytes[$0...].starts(with: [low, 0xC3, 0xB2, 0xA1]) }
      #expect(place.map { $0 % 64 } == 0)
    }
  }

  @Test func `another order, number or type than declared is refused, and nothing is written`() throws {
    var writer = try TorchWriter(path: path, tensors: [.init(name: "a", shape: [2]), .init(name: "b", shape: [1])])
    var refusal = reason { () throws(TorchError) in try writer.write([1] as [Float], to: "b") }
    #expect(refusal == .outOfOrder(tensor: "b", due: "a"))
    refusal = reason { () throws(TorchError) in try writer.write([1] as [Float], to: "a") }
    #expect(refusal == .declaration("a"))
    refusal = reason { () throws(TorchError) in try writer.write([1, 2] as [Double], to: "a") }
    #expect(refusal == .declaration("a"))
    try writer.write([1, 2] as [Float], to: "a")
    do {
      try writer.commit()
      Issue.record("a file without b is committed")
    } catch {
      #expect(error.reason == .incomplete(tensor: "b"))
    }
    #expect(try folder.names() == [])
  }

  @Test func `declarations that cannot be are refused`() throws {
    for shape in [[-1], [.max, 2], [Int](repeating: 1, count: 17)] {
      let refusal = reason { () throws(TorchError) in
        _ = try TorchWriter(path: path, tensors: [.init(name: "a", shape: shape)])
      }
      #expect(refusal == .declaration("a"))
    }
    let refusal = reason { () throws(TorchError) in
      _ = try TorchWriter(path: path, tensors: [.init(name: "a", shape: []), .init(name: "a", shape: [])])
    }
    #expect(refusal == .duplicateName("a"))
  }
}
