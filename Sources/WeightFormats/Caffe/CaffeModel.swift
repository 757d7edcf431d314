import Files
import Foundation

/// A trained network of Caffe, a `.caffemodel`: layers with their numbers, checked whole.
///
/// It is a message of Protocol Buffers, `NetParameter`, whose layers are in the field `layer` (100), or in older files in
/// `layers` (2). A layer's blobs are weights and biases: K,C/groups,R,S of convolutions, outputs × inputs of fully
/// connected layers, whose older shapes 1×1×outputs×inputs and 1×1×1×outputs lose their dimensions of 1 here. A file read
/// from a path is mapped into memory, and numbers are read when asked for. Source: `caffe.proto` of the Caffe project.
public struct CaffeModel: Sendable {
  private enum Field {
    static let name = 1
    static let olderLayers = 2
    static let layers = 100
  }

  /// The file's path, or the name given with its bytes; errors start with it.
  public let name: String

  /// What the network calls itself, such as "CaffeNet".
  public let networkName: String

  /// All layers, first to last, those without numbers too.
  public let layers: [CaffeLayer]

  private let bytes: Data
  private let tensors: [(entry: WeightEntry, blob: CaffeBlob)]
  private let indices: [String: Int]

  /// Reads and checks the file at a path.
  public init(path: String) throws(CaffeError) {
    let bytes: Data
    do {
      bytes = try MappedFile.bytes(ofFile: path)
    } catch {
      throw CaffeError(file: path, reason: .file(error))
    }
    try self.init(bytes: bytes, name: path)
  }

  /// Checks the bytes of a file; `name` stands for its path in errors.
  public init(bytes: Data, name: String) throws(CaffeError) {
    self.name = name
    self.bytes = bytes
    do throws(ProtobufError) {
      (networkName, layers) = try Self.parse(bytes, name)
    } catch {
      throw CaffeError(file: name, reason: .wire(error))
    }
    if let index = layers.firstIndex(where: \.isOldest) {
      throw CaffeError(file: name, reason: .oldLayer(number: index))
    }
    tensors = try Self.tensors(layers, name)
    indices = Dictionary(zip(tensors.map(\.entry.name), tensors.indices), uniquingKeysWith: { first, _ in first })
  }

  private static func parse(_ bytes: Data, _ file: String) throws(ProtobufError) -> (String, [CaffeLayer]) {
    var network = ProtobufReader(bytes, file: file)
    var name = ""
    var layers: [CaffeLayer] = []
    while let field = try network.next() {
      switch field.number {
      case Field.name: name = try network.string(field)
      case Field.olderLayers: layers.append(try CaffeLayer(network.message(field), .older))
      case Field.layers: layers.append(try CaffeLayer(network.message(field), .current))
      default: break
      }
    }
    return (name, layers)
  }

  private static func tensors(
    _ layers: [CaffeLayer], _ file: String
  ) throws(CaffeError) -> [(entry: WeightEntry, blob: CaffeBlob)] {
    var tensors: [(entry: WeightEntry, blob: CaffeBlob)] = []
    var names: Set<String> = []
    for layer in layers where !layer.blobs.isEmpty {
      guard names.insert(layer.name).inserted else {
        throw CaffeError(file: file, reason: .duplicateLayer(layer.name))
      }
      for (index, blob) in layer.blobs.enumerated() {
        let name = layer.name + (index == 0 ? ".weight" : index == 1 ? ".bias" : ".blob\(index)")
        guard let count = ElementCount.of(blob.shape) else {
          throw CaffeError(file: file, reason: .impossibleShape(blob.shape, blob: name))
        }
        guard count == blob.count else {
          throw CaffeError(file: file, reason: .sizeMismatch(shape: blob.shape, numbers: blob.count, blob: name))
        }
        tensors.append((WeightEntry(name: name, type: blob.type, shape: blob.shape), blob))
      }
    }
    guard !tensors.isEmpty else { throw CaffeError(file: file, reason: .noNumbers) }
    return tensors
  }
}

extension CaffeModel: WeightArchive {
  /// "Caffe".
  public var formatName: String { "Caffe" }

  /// The blobs of all layers: "conv1.weight" and "conv1.bias" of the layer conv1, and so on.
  public var entries: [WeightEntry] { tensors.map(\.entry) }

  /// `name`, what the network calls itself, and `layers`, the layers' names in their order: what tells whether pooling
  /// comes before normalization.
  public var metadata: [String: String] {
    ["name": networkName, "layers": layers.map(\.name).joined(separator: " ")]
  }

  /// Returns the numbers of a blob as `Float`, row-major, doubles rounded to the nearest.
  ///
  /// - Throws: `CaffeError` if there is no such blob.
  public func values(_ name: String) throws -> [Float] {
    guard let index = indices[name] else { throw CaffeError(file: self.name, reason: .noSuchTensor(name)) }
    return tensors[index].blob.values(in: bytes)
  }
}
