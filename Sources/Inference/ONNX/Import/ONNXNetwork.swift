import Kernels
import Networks
import Tensors
import WeightFormats

/// A network read from an ONNX graph: its layers and their parameters.
///
/// The graph is a chain of the operators that networks of this family are exported to (`ONNXImportError` lists them).
/// Where it is one of the presets, the layers get that preset's names, input and recipe; dropout, which exporters leave
/// out, does not matter for that unless it scales values in testing. As an archive of weights it has the parameters by
/// the names of the field's files, whatever the graph calls them.
///
///     let network = try ONNXNetwork(ONNXFile(path: "alexnet.onnx")).network(capacity: 1)
public struct ONNXNetwork: Sendable {
  /// The file's path, or the name given with its bytes.
  public let name: String
  /// The layers; the preset's if it is one.
  public let specification: NetworkSpecification
  /// Whether the graph is one of the presets.
  public let isPreset: Bool
  /// What was found and what was assumed, a sentence each.
  public let notes: [String]
  /// Strings that the file carries; the preset's name among them.
  public let metadata: [String: String]

  private let plan: NetworkPlan
  private let parameters: [[Float]]

  /// Reads a graph.
  ///
  /// - Throws: `ONNXImportError`.
  public init(_ file: ONNXFile) throws(ONNXImportError) {
    var reader = try ONNXGraphReader(file)
    try reader.read()
    let found: NetworkPlan
    do throws(NetworkError) {
      found = try NetworkPlan(reader.specification)
    } catch {
      throw ONNXImportError(file: file.name, node: "", reason: .network(error))
    }
    let presets = PresetMatch.presets(like: found)
    let named = file.metadata[ModelMetadata.networkKey]
    var notes = reader.notes
    var metadata = file.metadata
    if let preset = presets.first(where: { $0.specification.name == named }) ?? presets.first {
      plan = preset
      metadata[ModelMetadata.networkKey] = preset.specification.name
      notes.append("\(file.name): the graph is the network \(preset.specification.name), by its layers")
    } else {
      plan = found
      notes.append(
        "\(file.name): a network of its own; the graph does not say how images are prepared: pixels of 0–1 are assumed")
    }
    name = file.name
    specification = plan.specification
    isPreset = !presets.isEmpty
    parameters = reader.parameters
    self.notes = notes
    self.metadata = metadata
  }

  /// The network with its parameters.
  ///
  /// - Throws: `NetworkError`, which the graph's check has ruled out.
  public func network(
    capacity: Int, purpose: MemoryPlan.Purpose = .inference
  ) throws(NetworkError) -> Network<Float> {
    let network = try Network<Float>(specification, capacity: capacity, purpose: purpose)
    for (index, values) in parameters.enumerated() { network.importParameter(index, values) }
    return network
  }
}

extension ONNXNetwork: WeightArchive {
  /// "ONNX".
  public var formatName: String { "ONNX" }

  /// The parameters in the order of layers.
  public var entries: [WeightEntry] {
    plan.parameters.indices.map { index in
      WeightEntry(name: plan.fieldName(index), type: "FLOAT", shape: plan.fieldShape(index).dimensions)
    }
  }

  /// The elements of a parameter in the field's order.
  ///
  /// - Throws: `ONNXError` if there is none of that name.
  public func values(_ name: String) throws -> [Float] {
    guard let index = plan.parameters.indices.first(where: { plan.fieldName($0) == name }) else {
      throw ONNXError(file: self.name, reason: .noSuchTensor(name))
    }
    return parameters[index]
  }
}
