import Files
import Foundation

/// A network in an ONNX file: its graph, its constant tensors, and strings that it carries beside them.
///
/// It is a message of Protocol Buffers, `ModelProto`. A file read from a path is mapped into memory, and elements are
/// read when asked for, from any of the fields that the format has for them; those in files of their own are read if these
/// lie in the model's folder. Source: `onnx.proto` of the ONNX project.
public struct ONNXFile: Sendable {
  /// The file's path, or the name given with its bytes; errors start with it.
  public let name: String

  /// The graph.
  public let graph: ONNXGraph

  /// The version of the standard's set of operators; 0 if the file does not say.
  public let operatorSet: Int

  /// Free-form strings that the writer left.
  public let metadata: [String: String]

  let bytes: Data
  /// The folder where elements in files of their own are looked for; nil for bytes without a place.
  let folder: String?
  private let indices: [String: Int]

  /// Reads and checks the file at a path.
  public init(path: String) throws(ONNXError) {
    let bytes: Data
    do {
      bytes = try MappedFile.bytes(ofFile: path)
    } catch {
      throw ONNXError(file: path, reason: .file(error))
    }
    let folder = URL(filePath: path).deletingLastPathComponent().path
    try self.init(bytes: bytes, name: path, folder: folder)
  }

  /// Checks the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - name: what stands for its path in errors.
  ///   - folder: where elements in files of their own may lie; nil to refuse them.
  public init(bytes: Data, name: String, folder: String? = nil) throws(ONNXError) {
    self.name = name
    self.bytes = bytes
    self.folder = folder
    let model: Model
    do throws(ProtobufError) {
      model = try Model(ProtobufReader(bytes, file: name))
    } catch {
      throw ONNXError(file: name, reason: .wire(error))
    }
    guard let graph = model.graph else { throw ONNXError(file: name, reason: .noGraph) }
    self.graph = graph
    operatorSet = model.operatorSet
    metadata = model.metadata
    var indices: [String: Int] = [:]
    for (index, tensor) in graph.initializers.enumerated() {
      guard indices.updateValue(index, forKey: tensor.name) == nil else {
        throw ONNXError(file: name, reason: .duplicateTensor(tensor.name))
      }
    }
    self.indices = indices
    for tensor in graph.initializers { try check(tensor) }
  }

  /// The constant tensor of a name.
  public func tensor(named name: String) -> ONNXTensor? { indices[name].map { graph.initializers[$0] } }

  /// The parts of `ModelProto` that matter here.
  private struct Model {
    var graph: ONNXGraph?
    var operatorSet = 0
    var metadata: [String: String] = [:]

    init(_ message: ProtobufReader) throws(ProtobufError) {
      var message = message
      while let field = try message.next() {
        switch field.number {
        case 7: graph = try ONNXGraph(message.message(field))
        case 8:
          let (domain, version) = try Self.operators(message.message(field))
          if domain.isEmpty || domain == "ai.onnx" { operatorSet = version }
        case 14:
          var (entry, key, value) = (try message.message(field), "", "")
          while let field = try entry.next() {
            switch field.number {
            case 1: key = try entry.string(field)
            case 2: value = try entry.string(field)
            default: break
            }
          }
          metadata[key] = value
        default: break
        }
      }
    }

    private static func operators(_ message: ProtobufReader) throws(ProtobufError) -> (domain: String, version: Int) {
      var (message, domain, version) = (message, "", 0)
      while let field = try message.next() {
        switch field.number {
        case 1: domain = try message.string(field)
        case 2: version = try message.integer(field)
        default: break
        }
      }
      return (domain, version)
    }
  }
}

extension ONNXFile: WeightArchive {
  /// "ONNX".
  public var formatName: String { "ONNX" }

  /// The constant tensors of real numbers, in the file's order. Those of whole numbers are the graph's: shapes, indices.
  public var entries: [WeightEntry] {
    graph.initializers.filter { $0.type?.isReal == true }.map {
      WeightEntry(name: $0.name, type: $0.typeName, shape: $0.shape)
    }
  }

  /// Returns the elements of a tensor of real numbers as `Float`, row-major, doubles rounded to the nearest.
  ///
  /// - Throws: `ONNXError`.
  public func values(_ name: String) throws -> [Float] {
    guard let tensor = tensor(named: name) else { throw ONNXError(file: self.name, reason: .noSuchTensor(name)) }
    return try floats(of: tensor)
  }
}
