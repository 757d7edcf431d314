import Datasets
import Inference
import Kernels
import Networks
import Tensors

/// Parameters that a run takes over from another network, checked by names and shapes before anything is read.
///
/// A head for other classes is not taken over: it begins with random weights, as do the layers that the caller wants new.
public struct InitialWeights {
  /// Where they come from, such as a file's path.
  public let source: String
  /// Layers that are not taken over, first to last.
  public let newLayers: [String]

  private let plan: NetworkPlan
  /// For each parameter of the plan that is taken over, its elements in the field's order.
  private let read: (Int) throws -> [Float]
  private let numbers: [Int: Int]

  /// Takes over the weights of a file.
  ///
  /// - Parameters:
  ///   - model: the file.
  ///   - network: the network to train.
  ///   - classes: the classes that it will tell apart; if the file is known to be of others, the head is new.
  ///   - wanted: layers that are to begin with random weights.
  /// - Throws: `TrainingError.initialWeights`, which lists every tensor that is missing or of another shape.
  public init(
    _ model: Model, for network: NetworkSpecification, classes: [ImageClass], newLayers wanted: [String] = []
  ) throws(TrainingError) {
    let isOfOthers = model.knowsClasses && model.classes.map(\.identifier) != classes.map(\.identifier)
    try self.init(
      source: model.path, of: model.specification, for: network,
      newLayers: isOfOthers ? wanted + network.parameterLayers.suffix(1) : wanted,
      read: { try model.parameter($0) })
  }

  /// Takes over the weights of a network in memory; see the other initializer.
  public init(
    _ network: Network<Float>, for target: NetworkSpecification, newLayers wanted: [String] = []
  ) throws(TrainingError) {
    let specification = network.plan.specification
    try self.init(
      source: specification.name, of: specification, for: target, newLayers: wanted,
      read: { network.exportParameter($0) })
  }

  private init(
    source: String, of specification: NetworkSpecification, for network: NetworkSpecification,
    newLayers wanted: [String], read: @escaping (Int) throws -> [Float]
  ) throws(TrainingError) {
    self.source = source
    self.read = read
    let old: NetworkPlan
    do throws(NetworkError) {
      plan = try NetworkPlan(network)
      old = try NetworkPlan(specification)
    } catch {
      throw .network(error)
    }
    let given = Dictionary(
      old.parameters.indices.map { (old.fieldName($0), $0) }, uniquingKeysWith: { first, _ in first })
    let head = network.parameterLayers.last
    var new = Set(wanted)
    var numbers: [Int: Int] = [:]
    var problems: [String] = []
    for index in plan.parameters.indices {
      let layer = plan.layers[plan.parameters[index].layer].specification.name
      guard !wanted.contains(layer) else { continue }
      let (name, expected) = (plan.fieldName(index), plan.fieldShape(index))
      guard let number = given[name] else {
        problems.append("\(name) is missing; \(network.name) needs \(expected)")
        continue
      }
      let found = old.fieldShape(number)
      if found == expected {
        numbers[index] = number
      } else if layer == head && found.dimensions.dropFirst() == expected.dimensions.dropFirst() {
        new.insert(layer)
      } else {
        problems.append("\(name) is \(found); \(network.name) needs \(expected)")
      }
    }
    guard problems.isEmpty else {
      throw .initialWeights(source: source, problem: problems.joined(separator: "; "))
    }
    newLayers = network.parameterLayers.filter(new.contains)
    // One of a head's two tensors may have a shape that fits.
    let plan = plan
    self.numbers = numbers.filter { index, _ in
      !new.contains(plan.layers[plan.parameters[index].layer].specification.name)
    }
  }

  /// Copies what is taken over into a network of the same layers; the rest keeps its values.
  ///
  /// - Throws: `TrainingError.initialWeights` if a tensor cannot be read or holds what is no number.
  public func load(into network: Network<Float>) throws(TrainingError) {
    precondition(
      network.plan.parameters.map(\.shape) == plan.parameters.map(\.shape), "weights were checked for another network")
    for (index, number) in numbers.sorted(by: { $0.key < $1.key }) {
      let elements: [Float]
      do {
        elements = try read(number)
      } catch {
        throw .initialWeights(source: source, problem: "\(error)")
      }
      guard elements.count == plan.parameters[index].shape.count, elements.allSatisfy(\.isFinite) else {
        throw .initialWeights(
          source: source,
          problem:
            "\(plan.fieldName(index)) holds what is no finite number; choose weights of a run that did not diverge")
      }
      network.importParameter(index, elements)
    }
  }
}
