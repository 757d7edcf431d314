import Kernels
import Operations
import Tensors
import Testing

@testable import Networks

struct NetworkInitializationTests {
  /// A fully connected layer of 300 inputs, 400 outputs, and the given initialization.
  private func makeNetwork(_ initialization: Initialization) throws -> Network<Float> {
    let specification = NetworkSpecification(
      name: "one layer", summary: "one layer",
      input: InputConvention(height: 10, width: 10, frame: 10, channels: .rgb, range: 1, centring: .none),
      layers: [
        LayerSpecification(
          "fc", .fullyConnected(LayerSpecification.Parameters(outputs: 400, initialization: initialization)))
      ], recipe: SampleNetwork.everyKind.specification.recipe)
    return try Network<Float>(specification, capacity: 1, purpose: .inference)
  }

  private func moments(_ values: [Float]) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
    let variance = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(values.count)
    return (mean, variance.squareRoot())
  }

  @Test(arguments: [
    (Initialization.normal(0.01, bias: 1), 0.01),
    (Initialization(weights: .heNormal, biases: .constant(1)), (2.0 / 300).squareRoot()),
  ])
  func `normal weights have mean 0 and the given deviation`(
    _ initialization: Initialization, _ deviation: Double
  ) throws {
    let network = try makeNetwork(initialization)
    network.initialize(seed: 1)
    let weights = network.exportParameter(0)
    let (mean, measured) = moments(weights)
    // Five standard errors of 120,000 draws: σ/√n for the mean, σ/√2n for the deviation.
    let root = Double(weights.count).squareRoot()
    #expect(abs(mean) < 5 * deviation / root)
    #expect(abs(measured - deviation) < 5 * deviation / (2.0.squareRoot() * root))
    // Of a normal distribution, 31.7 % lie farther out than σ; a uniform one of that deviation has 42.3 %.
    let far = Double(weights.count { abs(Double($0)) > deviation }) / Double(weights.count)
    #expect(abs(far - 0.3173) < 0.01)
    #expect(network.exportParameter(1) == [Float](repeating: 1, count: 400))
  }

  @Test func `uniform weights and biases fill the interval that the inputs give`() throws {
    let network = try makeNetwork(.framework)
    network.initialize(seed: 1)
    let bound = 1 / 300.0.squareRoot()
    for index in 0...1 {
      let values = network.exportParameter(index)
      let (mean, deviation) = moments(values)
      let root = Double(values.count).squareRoot()
      #expect(values.allSatisfy { abs(Double($0)) <= bound.nextUp })
      #expect(values.contains { Double($0) > 0.95 * bound } && values.contains { Double($0) < -0.95 * bound })
      #expect(abs(mean) < 5 * bound / 3.0.squareRoot() / root)
      // The fourth moment of a uniform distribution makes the deviation's standard error σ·√(1/5n).
      #expect(abs(deviation - bound / 3.0.squareRoot()) < 5 * bound / (15.0.squareRoot() * root))
    }
  }

  @Test func `fan-in counts the inputs of one output`() throws {
    let plan = try NetworkPlan(SampleNetwork.everyKind.specification)
    let weights = plan.parameters.filter { $0.role == .weights }
    #expect(weights.map { plan.layers[$0.layer].specification.name.first } == ["c", "g", "l", "h", "c"])
    // 3×3×3, 3×3×8/2, 3×3×6, 3×2×4, 20.
    #expect(weights.map(\.fanIn) == [27, 36, 54, 24, 20])
  }

  @Test func `element i of parameter p is number i of p's stream`() throws {
    let network = try Network<Double>(SampleNetwork.everyKind.specification, capacity: 1, purpose: .inference)
    network.initialize(seed: 77)
    for (index, parameter) in network.plan.parameters.enumerated() {
      let stream = RandomStream(seed: 77, purpose: .initialization, index: index)
      let view = network.parameter(index)
      let bound = 1 / Double(parameter.fanIn).squareRoot()
      for element in [0, 1, view.count / 2, view.count - 1] {
        let expected =
          parameter.role == .weights
          ? 2.0.squareRoot() * bound * stream.normal(element) : bound * (2 * stream.uniform(element) - 1)
        #expect(view[element] == expected)
      }
    }
  }

  @Test func `threads change nothing and the seed everything`() throws {
    let network = try makeNetwork(.normal(0.01, bias: 0))
    func drawn(seed: UInt64, threads: Int) -> [Float] {
      Parallel.withThreads(threads) { network.initialize(seed: seed) }
      return network.exportParameter(0)
    }
    let first = drawn(seed: 1, threads: 1)
    // Not `==`: what differs would be listed, which takes minutes for so many numbers.
    #expect(drawn(seed: 1, threads: 3).elementsEqual(first))
    #expect(drawn(seed: 2, threads: 1).elementsEqual(first) { $0 != $1 })
  }

  @Test func `a network takes other initial values, and keeps all else`() {
    let values = Initialization(weights: .heNormal, biases: .constant(0.25))
    let network = NetworkSpecification.krizhevskyCode()
    let changed = network.initialized(values)
    let afresh = network.initialized(values, keepsPolicies: false)
    #expect(changed.layers.count == network.layers.count)
    for index in network.layers.indices {
      guard var parameters = network.layers[index].kind.parameters else {
        #expect(changed.layers[index] == network.layers[index])
        continue
      }
      parameters.initialization = values
      #expect(changed.layers[index].kind.parameters == parameters)
      #expect(
        afresh.layers[index].kind.parameters
          == LayerSpecification.Parameters(outputs: parameters.outputs, initialization: values))
    }
    #expect(changed.input == network.input && changed.recipe == network.recipe)
  }
}
