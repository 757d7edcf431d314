import Networks
import WeightFormats

/// A file's tensors laid beside a network's parameters.
struct WeightMatch: Sendable {
  /// How a file names its layers.
  enum Naming: String, Sendable {
    /// As here and in Caffe: conv1 … fc8.
    case layers
    /// The modules of torchvision's alexnet: features.0 … classifier.6.
    case torchvision
    /// The authors' two towers: conv1a, conv1b … fc8.
    case towers
    /// No names that say anything: the tensors in the file's order.
    case order
  }

  /// Modules with parameters of torchvision's alexnet, in the order of layers.
  static let torchvisionModules = [
    "features.0", "features.3", "features.6", "features.8", "features.10", "classifier.1", "classifier.4",
    "classifier.6",
  ]

  /// The network, with the file's number of classes.
  let plan: NetworkPlan
  /// How the file names its layers.
  let naming: Naming
  /// Where each parameter comes from, in the plan's order; nil where nothing fits.
  private(set) var sources: [ParameterSource?] = []
  /// What does not fit.
  private(set) var mismatches: [ModelError.Mismatch] = []

  /// Lays a file beside a network.
  ///
  /// - Parameters:
  ///   - specification: the network.
  ///   - tensors: the file's tensors.
  ///   - adaptsWidths: whether the network gets the file's widths; else only its number of classes.
  /// - Throws: `NetworkError` if layers of those widths do not fit each other.
  init(
    _ specification: NetworkSpecification, _ tensors: FileTensors, adaptsWidths: Bool
  ) throws(NetworkError) {
    let layers = specification.layers.filter { $0.kind.parameters != nil }
    naming = tensors.naming(of: layers.map(\.name))
    var outputs: [Int] = []
    for (index, layer) in layers.enumerated() {
      let own = layer.kind.parameters?.outputs ?? 1
      let isLast = index == layers.count - 1
      let found = tensors.outputs(layer: layer.name, number: index, of: layers.count, naming)
      outputs.append(adaptsWidths || isLast ? found ?? own : own)
    }
    plan = try NetworkPlan(specification.withOutputs(outputs))
    for index in plan.parameters.indices { place(index, tensors) }
  }

  /// Finds parameter `index` in the file.
  private mutating func place(_ index: Int, _ tensors: FileTensors) {
    let parameter = plan.parameters[index]
    let shape = plan.fieldShape(index).dimensions
    let layer = plan.layers[parameter.layer].specification.name
    let found = tensors.find(
      layer: layer, number: index / 2, of: plan.parameters.count / 2, role: parameter.role, naming)
    let piece = [shape[0] / max(1, found.count)] + shape.dropFirst()
    let fits = found.map { Self.fit($0.shape, piece) }
    if let first = fits.first, first != .none, fits.allSatisfy({ $0 == first }), shape[0] % found.count == 0 {
      sources.append(
        ParameterSource(
          shape: shape, tensors: found.map(\.name), isTransposed: first == .transposed,
          swapsLastInputs: found.count == 2 && layer == "fc7" && parameter.role == .weights))
    } else {
      sources.append(nil)
      mismatches.append(
        ModelError.Mismatch(
          parameter: plan.fieldName(index), expected: shape,
          found: found.map { "\($0.name) of \(ModelError.text($0.shape))" }))
    }
  }

  private enum Fit {
    case none
    case direct
    case transposed
  }

  /// Whether a tensor is a parameter's, up to dimensions of 1 (which old Caffe files put before) or as a matrix.
  private static func fit(_ found: [Int], _ expected: [Int]) -> Fit {
    func squeezed(_ shape: [Int]) -> [Int] { shape.filter { $0 != 1 } }
    if found == expected || squeezed(found) == squeezed(expected) { return .direct }
    let inputs = expected.dropFirst().reduce(1, *)
    if expected.count > 1 && found == [expected[0], inputs] { return .direct }
    if expected.count > 1 && found == [inputs, expected[0]] { return .transposed }
    return .none
  }
}
