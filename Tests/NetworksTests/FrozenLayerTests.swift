import Networks
import Tensors
import Testing

struct FrozenLayerTests {
  private static let images = 3

  /// The gradients of a training step of the sample, of whose layers some are frozen, by parameter.
  private func gradients(_ sample: SampleNetwork, frozen: [String]) throws -> [Int: Tensor<Float>] {
    let network = try Network<Float>(
      sample.specification.freezing(frozen), capacity: Self.images, purpose: .training)
    network.initialize(seed: 9)
    let trained = network.plan.trainedParameters
    for index in trained {
      let view = network.gradient(index)
      for place in 0..<view.count { view[place] = 7 }
    }
    let labels = SampleNetwork.labels(Self.images)
    sample.images(Self.images, of: Float.self).withView { network.input(count: Self.images).copy(from: $0) }
    try network.forward(count: Self.images, pass: .training(seed: 5, step: 2, firstImage: 0))
    _ = try network.evaluate(labels: labels)
    try network.backward(labels: labels, scale: 1 / Double(Self.images))
    return Dictionary(uniqueKeysWithValues: trained.map { ($0, Tensor(copying: network.gradient($0).readable)) })
  }

  /// Which layers are frozen: all below one of them, one alone, every second.
  private func choices(_ layers: [String]) -> [[String]] {
    layers.indices.map { Array(layers[..<$0]) } + layers.indices.map { [layers[$0]] }
      + [stride(from: 0, to: layers.count, by: 2).map { layers[$0] }]
  }

  @Test(arguments: SampleNetwork.all + [.everyKind])
  func `layers that are trained have the bits of the gradient with nothing frozen, and frozen ones none`(
    _ sample: SampleNetwork
  ) throws {
    let whole = try gradients(sample, frozen: [])
    let plan = try NetworkPlan(sample.specification)
    for frozen in choices(sample.specification.parameterLayers) {
      let part = try gradients(sample, frozen: frozen)
      for (index, parameter) in plan.parameters.enumerated() {
        let name = plan.layers[parameter.layer].specification.name
        let expected = frozen.contains(name) ? nil : whole[index]?.bits
        #expect(part[index]?.bits == expected, "\(name), frozen \(frozen)")
      }
    }
  }

  @Test func `what lies below the first trained layer takes no memory for backward`() throws {
    let network = NetworkSpecification.compact()
    func arena(_ frozen: [String], _ purpose: MemoryPlan.Purpose) throws -> Int {
      try NetworkPlan(network.freezing(frozen)).memory(capacity: 32, purpose: purpose).arenaCount
    }
    let whole = try arena([], .training)
    let half = try arena(["conv1", "conv2"], .training)
    let head = try arena(["conv1", "conv2", "conv3", "conv4"], .training)
    #expect(half < whole)
    // The first layers' own outputs decide from there on.
    #expect(head <= half)
    #expect(try head <= arena([], .inference) + 32 * 4000)
  }

  @Test func `with all layers frozen backward does nothing`() throws {
    let sample = SampleNetwork.everyKind
    #expect(try gradients(sample, frozen: sample.specification.parameterLayers).isEmpty)
  }

  @Test func `gradients lie one behind the other, those of frozen layers left out`() throws {
    let sample = SampleNetwork.everyKind.specification
    let plan = try NetworkPlan(sample.freezing([sample.parameterLayers[1]]))
    var end = 0
    for index in plan.trainedParameters {
      let parameter = plan.parameters[index]
      #expect(parameter.gradientOffset == (end + 15) / 16 * 16, "\(parameter.name)")
      end = (parameter.gradientOffset ?? 0) + parameter.shape.count
    }
    #expect((end..<end + 16).contains(plan.gradientMemory))
    #expect(plan.gradientMemory < plan.parameterMemory)
  }

  @Test func `a frozen layer has no gradient`() async {
    await #expect(processExitsWith: .failure) {
      let sample = SampleNetwork.everyKind.specification
      let network = try Network<Float>(
        sample.freezing([sample.parameterLayers[0]]), capacity: 1, purpose: .training)
      _ = network.gradient(0)
    }
  }
}
