import Foundation
import Testing

@testable import WeightFormats

struct CaffeModelTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../Fixtures/weights/caffe").standardized.path

  private static func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: folder + "/" + name)) }

  private static let shapes: [(name: String, shape: [Int])] = [
    ("conv1.weight", [6, 3, 11, 11]), ("conv1.bias", [6]), ("conv2.weight", [8, 3, 5, 5]), ("conv2.bias", [8]),
    ("conv3.weight", [12, 8, 3, 3]), ("conv3.bias", [12]), ("conv4.weight", [12, 6, 3, 3]), ("conv4.bias", [12]),
    ("conv5.weight", [8, 6, 3, 3]), ("conv5.bias", [8]), ("fc6.weight", [16, 288]), ("fc6.bias", [16]),
    ("fc7.weight", [12, 16]), ("fc7.bias", [12]), ("fc8.weight", [5, 12]), ("fc8.bias", [5]),
  ]

  @Test(arguments: ["reduced.caffemodel", "older.caffemodel"])
  func `layers of both fields are read, with shapes that have lost their dimensions of 1`(name: String) throws {
    let model = try CaffeModel(path: Self.folder + "/" + name)
    #expect(model.entries.map(\.name) == Self.shapes.map(\.name))
    #expect(model.entries.map(\.shape) == Self.shapes.map(\.shape))
    #expect(model.networkName == "AlexNet")
    #expect(model.layers.count == 24)
    #expect(
      model.layers[1...4].map(\.type) == ["Convolution", "ReLU", "LRN", "Pooling"])
    #expect(
      model.layers.first { $0.name == "conv2" }?.convolution
        == CaffeConvolution(groups: 2, kernel: [5, 5], stride: [1, 1], padding: [2, 2]))
    #expect(model.layers.first { $0.name == "norm1" }?.normalization == CaffeNormalization(alpha: 1e-4))
    #expect(model.metadata["layers"]?.hasPrefix("data conv1 relu1 norm1 pool1 ") == true)
  }

  @Test func `floats and doubles, packed and one a field, are the same numbers`() throws {
    let (newer, older) = (
      try CaffeModel(path: Self.folder + "/reduced.caffemodel"), try CaffeModel(path: Self.folder + "/older.caffemodel")
    )
    for (name, shape) in Self.shapes {
      let values = try newer.values(name)
      #expect(values.count == shape.reduce(1, *))
      #expect(try older.values(name) == values, "\(name)")
    }
    #expect(older.entry(named: "fc8.weight")?.type == "double")
    #expect(older.entry(named: "fc7.weight")?.type == "float")
  }

  @Test func `both are recognized by their content`() throws {
    for name in ["reduced.caffemodel", "older.caffemodel"] {
      let archive = try WeightArchives.open(path: Self.folder + "/" + name)
      #expect(archive.formatName == "Caffe")
    }
  }

  @Test func `a mean image is read`() throws {
    let mean = try CaffeMean(path: Self.folder + "/mean.binaryproto")
    let sides = [mean.channels, mean.height, mean.width]
    #expect(sides == [3, 4, 5])
    #expect(mean.values == (0..<60).map { 4 * Float($0) + 0.5 })
  }

  @Test func `every cut of a file is an error or has the layers before it`() throws {
    let bytes = try Self.bytes("mean.binaryproto")
    for length in 0..<bytes.count {
      #expect(throws: CaffeError.self) { try CaffeMean(bytes: bytes.prefix(length), name: "cut") }
    }
    let model = try Self.bytes("reduced.caffemodel")
    for length in stride(from: 0, to: model.count, by: 97) {
      // Behind a whole layer the cut cannot be seen.
      if let cut = try? CaffeModel(bytes: model.prefix(length), name: "cut") {
        #expect(cut.entries == Array(try CaffeModel(bytes: model, name: "whole").entries.prefix(cut.entries.count)))
      }
    }
  }

  /// A network of one layer of the given fields.
  private func model(_ name: String = "fc", _ blobs: ((inout ProtobufWriter) -> Void)...) -> Data {
    var writer = ProtobufWriter()
    writer.message(100) { layer in
      layer.string(1, name)
      layer.string(2, "InnerProduct")
      for blob in blobs { layer.message(7, blob) }
    }
    return Data(writer.bytes)
  }

  private func blob(_ shape: [Int], _ values: [Float]) -> (inout ProtobufWriter) -> Void {
    { writer in
      writer.message(7) { $0.packed(1, shape) }
      writer.floats(5, values)
    }
  }

  @Test func `what cannot be is refused with the blob's name and a remedy`() throws {
    func reason(_ bytes: Data) -> CaffeError.Reason? {
      do {
        _ = try CaffeModel(bytes: bytes, name: "test")
        return nil
      } catch {
        #expect(error.description.hasPrefix("test: "))
        return error.reason
      }
    }
    #expect(reason(Data()) == .noNumbers)
    #expect(
      reason(model("fc", blob([2, 2], [1, 2, 3]))) == .sizeMismatch(shape: [2, 2], numbers: 3, blob: "fc.weight"))
    #expect(reason(model("fc", blob([-1, 2], []))) == .impossibleShape([-1, 2], blob: "fc.weight"))
    #expect(
      reason(model("fc", blob([1 << 40, 1 << 40], []))) == .impossibleShape([1 << 40, 1 << 40], blob: "fc.weight"))
    let one = model("fc", blob([1], [1]))
    #expect(reason(one + one) == .duplicateLayer("fc"))
    var oldest = ProtobufWriter()
    oldest.message(2) { layer in layer.message(1) { $0.string(1, "conv1") } }
    #expect(reason(Data(oldest.bytes)) == .oldLayer(number: 0))
    let wire = reason(Data([0xA2, 0x06, 9]))
    #expect(
      wire == .wire(ProtobufError(file: "test", offset: 2, reason: .tooLong(length: 9, available: 0, field: 100))))
    #expect(throws: CaffeError(file: "test", reason: .noSuchTensor("x"))) {
      try CaffeModel(bytes: one, name: "test").values("x")
    }
  }

  @Test func `a shape of four in the newer form loses its dimensions of 1 too, a third blob is named by its number`()
    throws
  {
    let model = try CaffeModel(
      bytes: model(
        "fc", blob([1, 1, 2, 3], [Float](repeating: 1, count: 6)), blob([1, 1, 1, 2], [1, 2]), blob([1], [3])),
      name: "test")
    #expect(model.entries.map(\.shape) == [[2, 3], [2], [1]])
    #expect(model.entries.map(\.name) == ["fc.weight", "fc.bias", "fc.blob2"])
  }
}
