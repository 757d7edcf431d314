import Foundation
import Kernels
import Networks
import Operations
import Tensors
import Testing
import Training

struct MomentumSGDTests {
  /// A network of two layers, whose biases and first weights have policies of their own.
  private func makeNetwork<Scalar: KernelScalar>(_: Scalar.Type) throws -> Network<Scalar> {
    var specification = TinyRun.specification(classes: 5)
    specification.layers = [
      LayerSpecification(
        "first",
        .fullyConnected(
          LayerSpecification.Parameters(
            outputs: 9, initialization: .normal(0.5, bias: 0.25),
            weights: ParameterPolicy(rateFactor: 0.5, decay: 0.02), biases: .doubleRateNoDecay))),
      LayerSpecification(
        "second", .fullyConnected(LayerSpecification.Parameters(outputs: 5, initialization: .normal(0.5, bias: 0.25)))),
    ]
    let network = try Network<Scalar>(specification, capacity: 1, purpose: .training)
    network.initialize(seed: 3)
    return network
  }

  private func recipe(_ form: TrainingRecipe.OptimizerForm) -> TrainingRecipe {
    TrainingRecipe(
      batch: 1, epochs: 1, learningRate: 0.1, momentum: 0.9, weightDecay: 0.005, form: form, schedule: .constant)
  }

  /// Sets gradients that differ from step to step.
  private func setGradients<Scalar: KernelScalar>(_ network: Network<Scalar>, step: Int) {
    for index in network.plan.parameters.indices {
      let stream = RandomStream(seed: 1, purpose: .verification, index: index, step: step)
      let gradient = network.gradient(index)
      for element in 0..<gradient.count { gradient[element] = Scalar(stream.normal(element)) }
    }
  }

  @Test(arguments: TrainingRecipe.OptimizerForm.allCases)
  func `steps give the bits of a plain loop over elements`(_ form: TrainingRecipe.OptimizerForm) throws {
    let network = try makeNetwork(Float.self)
    let optimizer = MomentumSGD<Float>(network.plan, recipe: recipe(form))
    // Of each parameter: rate factor and decay.
    let policies: [(factor: Double, decay: Double)] = [(0.5, 0.02), (2, 0), (1, 0.005), (1, 0.005)]
    var weights = network.plan.parameters.indices.map { Tensor(copying: network.parameter($0).readable).elements }
    var velocities = weights.map { $0.map { _ in Float(0) } }
    for (step, rate) in [0.1, 0.1, 0.01, 0.01].enumerated() {
      setGradients(network, step: step)
      for index in weights.indices {
        let gradient = network.gradient(index)
        let (rate, decay) = (Float(rate * policies[index].factor), Float(policies[index].decay))
        for element in weights[index].indices {
          let (w, v) = (weights[index][element], velocities[index][element])
          let slope = fma(decay, w, gradient[element])
          if form == .paper {
            velocities[index][element] = fma(0.9, v, -rate * slope)
            weights[index][element] = w + velocities[index][element]
          } else {
            velocities[index][element] = fma(0.9, v, slope)
            weights[index][element] = fma(-rate, velocities[index][element], w)
          }
        }
      }
      optimizer.step(network, rate: rate)
      for index in weights.indices {
        #expect(Tensor(copying: network.parameter(index).readable).elements == weights[index])
        #expect(Tensor(copying: optimizer.velocity(index).readable).elements == velocities[index])
      }
    }
  }

  // Dense weights are changed while their gradients are computed, the others after backward; nothing of that shows.
  @Test(arguments: TrainingRecipe.OptimizerForm.allCases, [[], ["conv1", "fc5"], ["fc6"]])
  func `backward and step in one give the bits of one after the other`(
    _ form: TrainingRecipe.OptimizerForm, _ frozen: [String]
  ) throws {
    let specification = NetworkSpecification.compact().freezing(frozen)
    let labels = [3, 1, 4]
    let networks = try [true, false].map { keeps in
      let network = try Network<Float>(
        specification, capacity: 3, purpose: .training, keepsDenseGradients: keeps)
      network.initialize(seed: 2)
      return network
    }
    let optimizers = networks.map { MomentumSGD<Float>($0.plan, recipe: recipe(form)) }
    for step in 0..<3 {
      for (network, optimizer) in zip(networks, optimizers) {
        let input = network.input(count: 3)
        for i in 0..<input.count { input[i] = Float((i + step) % 13) / 7 - 1 }
        try network.forward(count: 3, pass: .training(seed: 1, step: step, firstImage: 0))
        _ = try network.evaluate(labels: labels)
        if network === networks[0] {
          try network.backward(labels: labels, scale: 1.0 / 3)
          optimizer.step(network, rate: 0.02)
        } else {
          try optimizer.backwardAndStep(network, labels: labels, scale: 1.0 / 3, rate: 0.02)
        }
      }
      for index in networks[0].plan.parameters.indices {
        let weights = networks.map { Tensor(copying: $0.parameter(index).readable).elements }
        // Compared apart: describing how 147,456 weights differ takes minutes.
        let isSame = weights[0] == weights[1]
        #expect(isSame, "\(networks[0].plan.parameters[index].name)")
        if networks[0].plan.parameters[index].stateOffset != nil {
          let velocities = optimizers.map { Tensor(copying: $0.velocity(index).readable).elements }
          let areSame = velocities[0] == velocities[1]
          #expect(areSame)
          #expect(velocities[0].contains { $0 != 0 })
        }
      }
    }
  }

  @Test func `a label that is no class changes nothing`() throws {
    let network = try Network<Float>(.compact(), capacity: 2, purpose: .training, keepsDenseGradients: false)
    network.initialize(seed: 2)
    let optimizer = MomentumSGD<Float>(network.plan, recipe: recipe(.paper))
    let before = network.plan.parameters.indices.map { network.exportParameter($0) }
    try network.forward(count: 2, pass: .training(seed: 1, step: 0, firstImage: 0))
    #expect(throws: NetworkError.self) {
      try optimizer.backwardAndStep(network, labels: [1, 10], scale: 0.5, rate: 0.1)
    }
    #expect(network.plan.parameters.indices.map { network.exportParameter($0) } == before)
  }

  /// Weights after steps at the given rates.
  private func trained(_ form: TrainingRecipe.OptimizerForm, rates: [Double]) throws -> [Double] {
    let network = try makeNetwork(Double.self)
    let optimizer = MomentumSGD<Double>(network.plan, recipe: recipe(form))
    for (step, rate) in rates.enumerated() {
      setGradients(network, step: step)
      optimizer.step(network, rate: rate)
    }
    return network.plan.parameters.indices.flatMap { Tensor(copying: network.parameter($0).readable).elements }
  }

  @Test func `at a constant rate the two forms differ by rounding alone`() throws {
    let rates = [Double](repeating: 0.1, count: 8)
    let (paper, pytorch) = try (trained(.paper, rates: rates), trained(.pytorch, rates: rates))
    for (a, b) in zip(paper, pytorch) { #expect(abs(a - b) <= 1e-13 * max(1, abs(a))) }
    #expect(paper != pytorch)
  }

  // With a rate of 0 the paper's velocity still moves the weights; PyTorch's buffer does not.
  @Test func `a lower rate acts at once in PyTorch's form and on new gradients alone in the paper's`() throws {
    let before = [0.1, 0.1]
    #expect(try trained(.pytorch, rates: before + [0]) == trained(.pytorch, rates: before))
    #expect(try trained(.paper, rates: before + [0]) != trained(.paper, rates: before))
    let network = try makeNetwork(Double.self)
    let optimizer = MomentumSGD<Double>(network.plan, recipe: recipe(.paper))
    setGradients(network, step: 0)
    optimizer.step(network, rate: 0.1)
    let (weight, velocity) = (network.parameter(2)[4], optimizer.velocity(2)[4])
    optimizer.step(network, rate: 0)
    #expect(network.parameter(2)[4] == weight + 0.9 * velocity)
  }

  @Test func `threads and instruction sets change no bit`() throws {
    func trained() throws -> [[UInt8]] {
      let network = try makeNetwork(Float.self)
      let optimizer = MomentumSGD<Float>(network.plan, recipe: recipe(.paper))
      for step in 0..<3 {
        setGradients(network, step: step)
        optimizer.step(network, rate: 0.1)
      }
      return network.plan.parameters.indices.map { Tensor(copying: network.parameter($0).readable).bits }
    }
    let first = try Parallel.withThreads(1) { try InstructionSet.withInstructionSet(.portable) { try trained() } }
    for set in InstructionSet.available {
      #expect(try Parallel.withThreads(3) { try InstructionSet.withInstructionSet(set) { try trained() } } == first)
    }
  }
}
