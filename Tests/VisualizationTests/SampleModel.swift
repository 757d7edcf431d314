import Inference
import Networks
import WeightFormats

/// A model whose weights a test makes when they are asked for.
struct SampleModel: WeightArchive {
  struct Missing: Error {}

  let name = "memory"
  let formatName = "safetensors"
  let metadata: [String: String]
  let entries: [WeightEntry]
  private let elements: @Sendable (String) -> [Float]?

  /// The weights of a preset.
  init(_ specification: NetworkSpecification, elements: @escaping @Sendable (String) -> [Float]?) throws {
    let plan = try NetworkPlan(specification)
    metadata = ["alexnet.network": specification.name]
    entries = plan.parameters.indices.map {
      WeightEntry(name: plan.fieldName($0), type: "F32", shape: plan.fieldShape($0).dimensions)
    }
    self.elements = elements
  }

  func values(_ name: String) throws -> [Float] {
    guard let values = elements(name) else { throw Missing() }
    return values
  }

  /// The small network with seeded weights.
  static func compact() throws -> Model {
    let network = try Network<Float>(.compact(), capacity: 1, purpose: .inference)
    network.initialize(seed: 5)
    let plan = network.plan
    let values = Dictionary(
      uniqueKeysWithValues: plan.parameters.indices.map { (plan.fieldName($0), network.exportParameter($0)) })
    return try Model(SampleModel(.compact()) { values[$0] })
  }
}
