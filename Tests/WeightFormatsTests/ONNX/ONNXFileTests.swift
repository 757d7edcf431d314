import Foundation
import TestSupport
import Testing

@testable import WeightFormats

struct ONNXFileTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../Fixtures/weights/onnx").standardized.path

  private static func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: folder + "/" + name)) }

  private static let reals: [Float] = [0.5, -1.25, 3, 0, -0.0, 96]
  private static let integers = [0, 1, 5, 7, 100, 127]

  @Test(arguments: ["float", "double", "float16", "bfloat16"], ["raw", "list"])
  func `real numbers are read in each encoding`(type: String, encoding: String) throws {
    let file = try ONNXFile(path: Self.folder + "/encodings.onnx")
    let values = try file.values("\(type).\(encoding)")
    #expect(values.map(\.bitPattern) == Self.reals.map(\.bitPattern))
    #expect(file.entry(named: "\(type).\(encoding)")?.shape == [2, 3])
    #expect(file.entry(named: "\(type).\(encoding)")?.type == type.uppercased())
  }

  @Test(
    arguments: ["uint8", "int8", "uint16", "int16", "int32", "int64", "uint32", "uint64"], ["raw", "list"])
  func `whole numbers are read in each encoding, and are no weights`(type: String, encoding: String) throws {
    let file = try ONNXFile(path: Self.folder + "/encodings.onnx")
    let tensor = try #require(file.tensor(named: "\(type).\(encoding)"))
    #expect(try file.integers(of: tensor) == Self.integers)
    #expect(file.entry(named: tensor.name) == nil)
    #expect(throws: ONNXError.self) { try file.values(tensor.name) }
  }

  @Test func `the graph, its set of operators and its metadata are read`() throws {
    let file = try ONNXFile(path: Self.folder + "/encodings.onnx")
    #expect(file.operatorSet == 17)
    #expect(file.metadata == ["name": "encodings"])
    #expect(file.graph.name == "tensors")
    #expect(file.graph.nodes == [ONNXNode(operation: "Relu", inputs: ["x"], outputs: ["y"])])
    #expect(file.graph.inputs == [ONNXValue(name: "x", shape: [nil, 3])])
    #expect(file.graph.outputs == [ONNXValue(name: "y", shape: [nil, 3])])
  }

  @Test func `a file of PyTorch's exporter has torchvision's names`() throws {
    let archive = try WeightArchives.open(path: Self.folder + "/torchvision.onnx")
    #expect(archive.formatName == "ONNX")
    #expect(archive.entry(named: "features.0.weight")?.shape == [6, 3, 11, 11])
    #expect(archive.entry(named: "classifier.6.bias")?.shape == [5])
    #expect(archive.entries.count == 16)
  }

  @Test func `elements beside the model are read, and refused where there is no beside`() throws {
    let path = Self.folder + "/external.onnx"
    #expect(try ONNXFile(path: path).values("w") == Self.reals)
    #expect(try WeightArchives.open(path: path).values("w") == Self.reals)
    let alone = try ONNXFile(bytes: Self.bytes("external.onnx"), name: "alone")
    let error = #expect(throws: ONNXError.self) { try alone.floats(of: try #require(alone.tensor(named: "w"))) }
    #expect(error?.description.contains("external.bin") == true)
    #expect(error?.description.contains("save the model as one file") == true)
  }

  @Test(arguments: ["../external.bin", "/etc/passwd", "a/../../b", "", "./x"])
  func `elements outside of the model's folder are refused`(location: String) throws {
    let folder = try TemporaryFolder()
    var tensor = ONNXTensor()
    (tensor.name, tensor.typeNumber, tensor.shape) = ("w", 1, [2])
    tensor.storage = .external(ONNXExternalData(location: location))
    let file = try ONNXFile(bytes: Self.bytes("encodings.onnx"), name: "test", folder: folder.path)
    let error = #expect(throws: ONNXError.self) { try file.floats(of: tensor) }
    #expect(error?.description.contains("not one in the model's folder") == true)
  }

  @Test(arguments: [(20, nil), (13, 24), (-1, 4), (0, 20), (0, -1)] as [(Int, Int?)])
  func `a part that the file beside does not have is refused`(offset: Int, length: Int?) throws {
    var tensor = ONNXTensor()
    (tensor.name, tensor.typeNumber, tensor.shape) = ("w", 1, [2, 3])
    tensor.storage = .external(ONNXExternalData(location: "external.bin", offset: offset, length: length))
    let file = try ONNXFile(bytes: Self.bytes("encodings.onnx"), name: "test", folder: Self.folder)
    #expect(throws: ONNXError.self) { try file.floats(of: tensor) }
  }

  @Test func `what a writer writes is read`() throws {
    let node = ONNXNode(
      name: "n", operation: "Conv", inputs: ["x", "w"], outputs: ["y"],
      attributes: [
        "f": .float(0.5), "i": .integer(-2), "s": .string("VALID"), "floats": .floats([1, 2]),
        "ints": .integers([3, 4]),
        "none": .integers([]),
      ])
    var writer = ONNXWriter(graph: "g")
    writer.node(node)
    writer.initializer("w", shape: [1, 2], [1, -0.5] as [Float])
    writer.initializer("shape", shape: [3], [0, -1, 1 << 40])
    writer.initializer("number", shape: [], [7] as [Float])
    let (x, y) = (ONNXValue(name: "x", shape: [nil, 3, 5]), ONNXValue(name: "y", shape: [nil, 1]))
    let file = try ONNXFile(
      bytes: Data(writer.finish(inputs: [x], outputs: [y], metadata: ["b": "2", "a": "1"])), name: "test")
    #expect(file.graph.nodes == [node])
    #expect(file.graph.inputs == [x])
    #expect(file.graph.outputs == [y])
    #expect(file.metadata == ["a": "1", "b": "2"])
    #expect(try file.values("w") == [1, -0.5])
    #expect(try file.values("number") == [7])
    #expect(try file.integers(of: try #require(file.tensor(named: "shape"))) == [0, -1, 1 << 40])
    #expect(WeightArchiveFormat(bytes: file.bytes) == .onnx)
  }

  @Test func `tensors that cannot be are refused by name`() throws {
    func reason(_ fields: (inout ProtobufWriter) -> Void, twice: Bool = false) -> ONNXError.Reason? {
      var model = ProtobufWriter()
      model.integer(1, 8)
      model.message(7) { graph in
        graph.message(5, fields)
        if twice { graph.message(5, fields) }
      }
      do {
        _ = try ONNXFile(bytes: Data(model.bytes), name: "test")
        return nil
      } catch {
        #expect(error.description.hasPrefix("test: "))
        return error.reason
      }
    }
    func tensor(_ shape: [Int], _ type: Int, _ values: [Float], field: Int = 9) -> (inout ProtobufWriter) -> Void {
      { writer in
        writer.packed(1, shape)
        writer.integer(2, type)
        writer.string(8, "w")
        writer.floats(field, values)
      }
    }
    #expect(reason(tensor([2], 1, [1, 2])) == nil)
    #expect(reason(tensor([2], 1, [1, 2]), twice: true) == .duplicateTensor("w"))
    #expect(reason(tensor([3], 1, [1, 2])) == .sizeMismatch(needed: 12, present: 8, tensor: "w"))
    #expect(reason(tensor([3], 1, [1, 2], field: 4)) == .sizeMismatch(needed: 3, present: 2, tensor: "w"))
    #expect(reason(tensor([2], 7, [1, 2], field: 4)) == .encoding("float_data", type: "INT64", tensor: "w"))
    #expect(reason(tensor([-2], 1, [])) == .impossibleShape([-2], tensor: "w"))
    #expect(reason(tensor([1 << 32, 1 << 32], 1, [])) == .impossibleShape([1 << 32, 1 << 32], tensor: "w"))
    #expect(reason(tensor([1 << 62], 1, [])) == .sizeMismatch(needed: .max, present: 0, tensor: "w"))
    #expect(throws: ONNXError(file: "none", reason: .noGraph)) { try ONNXFile(bytes: Data([8, 8]), name: "none") }
  }

  @Test func `every cut of a file is an error`() throws {
    let bytes = try Self.bytes("encodings.onnx")
    let whole = try ONNXFile(bytes: bytes, name: "whole")
    for length in 0..<bytes.count {
      // Behind the graph there are only strings.
      if let cut = try? ONNXFile(bytes: bytes.prefix(length), name: "cut") { #expect(cut.graph == whole.graph) }
    }
  }
}
