import Kernels
import Networks
import WeightFormats

/// Weights in memory, named and laid out as a test wants them.
struct MemoryArchive: WeightArchive {
  struct Missing: Error {}

  var name = "memory"
  var formatName = "safetensors"
  var metadata: [String: String] = [:]
  var entries: [WeightEntry] = []
  private var elements: [String: [Float]] = [:]

  init() {}

  /// All parameters of a network under other names.
  init(_ network: Network<Float>, rename: (String) -> String = { $0 }) {
    let plan = network.plan
    for index in plan.parameters.indices {
      add(rename(plan.fieldName(index)), plan.fieldShape(index).dimensions, network.exportParameter(index))
    }
  }

  /// The shapes of a network without any numbers: enough to recognize it.
  init(shapesOf specification: NetworkSpecification, rename: (String) -> String = { $0 }) throws {
    let plan = try NetworkPlan(specification)
    for index in plan.parameters.indices {
      entries.append(
        WeightEntry(name: rename(plan.fieldName(index)), type: "F32", shape: plan.fieldShape(index).dimensions))
    }
  }

  mutating func add(_ name: String, _ shape: [Int], _ values: [Float]) {
    entries.removeAll { $0.name == name }
    entries.append(WeightEntry(name: name, type: "F32", shape: shape))
    elements[name] = values
  }

  mutating func remove(_ name: String) { entries.removeAll { $0.name == name } }

  func values(_ name: String) throws -> [Float] {
    guard let values = elements[name] else { throw Missing() }
    return values
  }

  /// A reduced network with seeded weights.
  static func network(_ specification: NetworkSpecification, divisor: Int = 16) throws -> Network<Float> {
    let network = try Network<Float>(specification.reduced(by: divisor), capacity: 1, purpose: .inference)
    network.initialize(seed: 5)
    return network
  }

  /// The names of torchvision's modules.
  static func torchvisionName(_ name: String) -> String {
    let modules = [
      "conv1": "features.0", "conv2": "features.3", "conv3": "features.6", "conv4": "features.8",
      "conv5": "features.10", "fc6": "classifier.1", "fc7": "classifier.4", "fc8": "classifier.6",
    ]
    let parts = name.split(separator: ".").map(String.init)
    return (modules[parts[0]] ?? parts[0]) + "." + parts[1]
  }
}
