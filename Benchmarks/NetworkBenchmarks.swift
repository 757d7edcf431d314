import Networks
import Tensors
import Training

/// Whole networks: forward and training steps, in images a second.
enum NetworkBenchmarks {
  static func rows() -> [Benchmark] {
    [1, 8, 32, 128].map { forward(.paper(), batch: $0, target: $0 == 32 ? .rate(110) : nil) }
      + [32, 128].map { step(.paper(), batch: $0, target: $0 == 128 ? .rate(38) : nil) }
      + [forward(.torchvision(), batch: 32, target: nil), step(.compact(), batch: 64, target: nil)]
  }

  private static func forward(_ specification: NetworkSpecification, batch: Int, target: Target?) -> Benchmark {
    Benchmark(
      "forward/\(specification.name)/batch\(batch)", work(specification, batch: batch, passes: 1), target: target
    ) {
      let network = try network(specification, batch: batch, purpose: .inference)
      return { try network.forward(count: batch, pass: .testing) }
    }
  }

  private static func step(_ specification: NetworkSpecification, batch: Int, target: Target?) -> Benchmark {
    Benchmark("step/\(specification.name)/batch\(batch)", work(specification, batch: batch, passes: 3), target: target)
    {
      let network = try network(specification, batch: batch, purpose: .training)
      let optimizer = MomentumSGD<Float>(network.plan, recipe: specification.recipe)
      let labels = (0..<batch).map { UInt16($0 % network.plan.classes) }
      var step = 0
      return {
        // A rate so small that the weights stay what they are.
        try network.forward(count: batch, pass: .training(seed: 1, step: step, firstImage: 0))
        _ = try network.evaluate(labels: labels)
        try network.backward(labels: labels, scale: 1 / Double(batch))
        optimizer.step(network, rate: 1e-9)
        step += 1
      }
    }
  }

  private static func network(
    _ specification: NetworkSpecification, batch: Int, purpose: MemoryPlan.Purpose
  ) throws -> Network<Float> {
    let network = try Network<Float>(specification, capacity: batch, purpose: purpose)
    network.initialize(seed: 1)
    let input = network.input(count: batch)
    let stream = RandomStream(seed: 1, purpose: .verification)
    for index in 0..<input.count { input[index] = Float(stream.uniform(index) - 0.5) }
    return network
  }

  /// Images of a pass. A training step is three products a layer, but the first layer's input gradient.
  private static func work(_ specification: NetworkSpecification, batch: Int, passes: Int) -> Work {
    guard let plan = try? NetworkPlan(specification) else { return .images(batch, operationsEach: 0) }
    let first = plan.layers.first { $0.parameters != nil }?.multiplyAdds ?? 0
    let products = passes * plan.multiplyAdds - (passes > 1 ? first : 0)
    return .images(batch, operationsEach: 2 * Double(products))
  }
}
