import Networks
import Testing

/// Initial values, policies and recipes of the presets.
struct PresetTrainingTests {
  @Test(
    arguments: [
      (.paper(), [0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01], [0, 1, 0, 1, 1, 1, 1, 0]),
      (.krizhevskyCode(), [0.01, 0.01, 0.03, 0.03, 0.03, 0.01, 0.01, 0.01], [0, 1, 0, 1, 1, 1, 1, 0]),
      (.caffe(), [0.01, 0.01, 0.01, 0.01, 0.01, 0.005, 0.005, 0.01], [0, 0.1, 0, 0.1, 0.1, 0.1, 0.1, 0]),
      (.caffenet(), [0.01, 0.01, 0.01, 0.01, 0.01, 0.005, 0.005, 0.01], [0, 1, 0, 1, 1, 1, 1, 0]),
      (.cifar10Fast(), [1e-4, 0.01, 0.01, 0.1, 0.1], [0, 0, 0, 0, 0]),
      (.cifar10Normalized(), [1e-4, 0.01, 0.01, 0.01], [0, 0, 0, 0]),
      (.cifar10LocallyConnected(), [1e-4, 0.01, 0.04, 0.04, 0.01], [0, 0, 0, 0, 0]),
    ] as [(NetworkSpecification, [Double], [Double])])
  func `initial values are the source's`(network: NetworkSpecification, deviations: [Double], biases: [Double]) {
    let expected = zip(deviations, biases).map { Initialization.normal($0, bias: $1) }
    #expect(parameters(network).map(\.initialization) == expected)
  }

  @Test(
    arguments: [
      (.torchvision(), .framework),
      (.darknet(), Initialization(weights: .heNormal, biases: .constant(0))),
      (.compact(), Initialization(weights: .heNormal, biases: .constant(0))),
    ] as [(NetworkSpecification, Initialization)])
  func `initial values follow from the fan-in`(network: NetworkSpecification, initialization: Initialization) {
    #expect(parameters(network).allSatisfy { $0.initialization == initialization })
  }

  @Test(
    arguments: [
      (.paper(), .standard), (.krizhevskyCode(), .doubleRateNoDecay), (.caffe(), .doubleRateNoDecay),
      (.caffenet(), .doubleRateNoDecay), (.torchvision(), .standard), (.darknet(), ParameterPolicy(decay: 0)),
      (.cifar10Fast(), .doubleRateNoDecay), (.cifar10Normalized(), .doubleRateNoDecay),
      (.cifar10LocallyConnected(), .doubleRateNoDecay), (.compact(), .doubleRateNoDecay),
    ] as [(NetworkSpecification, ParameterPolicy)])
  func `biases are trained as in the source`(network: NetworkSpecification, policy: ParameterPolicy) {
    #expect(parameters(network).allSatisfy { $0.biases == policy })
  }

  @Test(
    arguments: [
      (.paper(), Array(repeating: 0.0005, count: 8)), (.krizhevskyCode(), Array(repeating: 0.0005, count: 8)),
      (.caffe(), Array(repeating: 0.0005, count: 8)), (.caffenet(), Array(repeating: 0.0005, count: 8)),
      (.torchvision(), Array(repeating: 1e-4, count: 8)), (.darknet(), Array(repeating: 0.0005, count: 8)),
      (.cifar10Fast(), [0.004, 0.004, 0.004, 0.03, 0.03]), (.cifar10Normalized(), [0.004, 0.004, 0.004, 1]),
      (.cifar10LocallyConnected(), [0, 0, 0.004, 0.004, 0.01]),
    ] as [(NetworkSpecification, [Double])])
  func `weights decay as in the source`(network: NetworkSpecification, decays: [Double]) {
    #expect(parameters(network).map { $0.weights.decay ?? network.recipe.weightDecay } == decays)
    #expect(parameters(network).allSatisfy { $0.weights.rateFactor == 1 })
  }

  @Test(
    arguments: [
      (.paper(), 128, 90, 0.01, .plateau(patience: 5, factor: 0.1, drops: 3)),
      (.krizhevskyCode(), 128, 91, 0.01, .multiStep(epochs: [25, 51, 79], factor: 0.1)),
      // 100,000 iterations of 256 are 19.98 epochs of 1,281,167 images, 450,000 are 89.9.
      (.caffe(), 256, 90, 0.01, .step(epochs: 20, factor: 0.1)),
      (.caffenet(), 256, 90, 0.01, .step(epochs: 20, factor: 0.1)),
      (.torchvision(), 256, 90, 0.01, .step(epochs: 30, factor: 0.1)),
      (.darknet(), 128, 80, 0.01, .polynomial(power: 4)),
      (.cifar10Fast(), 128, 10, 0.001, .multiStep(epochs: [8], factor: 0.1)),
      (.cifar10Normalized(), 128, 140, 0.001, .multiStep(epochs: [120, 130], factor: 0.1)),
      (.cifar10LocallyConnected(), 128, 500, 0.001, .multiStep(epochs: [480, 490], factor: 0.1)),
    ] as [(NetworkSpecification, Int, Int, Double, RateSchedule)])
  func `the recipe is the source's`(
    network: NetworkSpecification, batch: Int, epochs: Int, rate: Double, schedule: RateSchedule
  ) {
    #expect(network.recipe.batch == batch)
    #expect(network.recipe.epochs == epochs)
    #expect(network.recipe.learningRate == rate)
    #expect(network.recipe.schedule == schedule)
  }

  @Test(arguments: NetworkSpecification.presets)
  func `momentum is 0.9, and its form the source's`(network: NetworkSpecification) {
    #expect(network.recipe.momentum == 0.9)
    #expect(network.recipe.form == (["torchvision", "darknet"].contains(network.name) ? .pytorch : .paper))
  }

  private func parameters(_ network: NetworkSpecification) -> [LayerSpecification.Parameters] {
    network.layers.compactMap(\.kind.parameters)
  }
}
