import Networks
import Operations
import Tensors
import Training

/// Whole networks: forward and training steps, in images a second.
enum NetworkBenchmarks {
  static func rows() -> [Benchmark] {
    [1, 8, 32, 128].map { forward(.paper(), batch: $0, target: $0 == 32 ? .rate(110) : nil) }
      + NarrowWeights<Float>.Format.allCases.map { narrow(.paper(), $0) }
      + [1, 8, 32, 128].map { winograd(.paper(), batch: $0) }
      + [32, 128].map { step(.paper(), batch: $0, target: $0 == 128 ? .rate(38) : nil) }
      + [1, 8, 32, 128].map { forward(.torchvision(), batch: $0, target: nil) }
      + [32, 128].map { step(.torchvision(), batch: $0, target: nil) } + [step(.compact(), batch: 64, target: nil)]
      + scaling(.paper(), batch: 32)
  }

  private static func forward(_ specification: NetworkSpecification, batch: Int, target: Target?) -> Benchmark {
    Benchmark(
      "forward/\(specification.name)/batch\(batch)", work(specification, batch: batch, passes: 1), target: target
    ) {
      try NetworkExercise(specification, batch: batch, purpose: .inference).forward
    }
  }

  /// One image through a network whose fully connected weights are narrow.
  private static func narrow(_ specification: NetworkSpecification, _ format: NarrowWeights<Float>.Format) -> Benchmark
  {
    Benchmark(
      "forward/\(specification.name)-\(format.rawValue)/batch1", work(specification, batch: 1, passes: 1)
    ) {
      try NetworkExercise(specification, batch: 1, purpose: .inference, denseWeights: format).forward
    }
  }

  /// The network as it is beside its convolutions by Winograd's algorithms; the fraction of the peak counts direct ones.
  private static func winograd(_ specification: NetworkSpecification, batch: Int) -> Benchmark {
    Benchmark(
      "winograd/\(specification.name)/batch\(batch)", work(specification, batch: batch, passes: 1),
      contenders: {
        try [Convolution.Algorithm.direct, .winograd4x4, .winograd6x6].map { algorithm in
          let exercise = try NetworkExercise(
            specification.convolving(by: algorithm), batch: batch, purpose: .inference)
          return Contender(algorithm.rawValue, run: exercise.forward)
        }
      })
  }

  private static func step(_ specification: NetworkSpecification, batch: Int, target: Target?) -> Benchmark {
    Benchmark(
      "step/\(specification.name)/batch\(batch)", work(specification, batch: batch, passes: 3), target: target
    ) {
      try NetworkExercise(specification, batch: batch, purpose: .training).step
    }
  }

  /// The same work on two threads and on one; each is compared with the limit of as many threads.
  private static func scaling(_ specification: NetworkSpecification, batch: Int) -> [Benchmark] {
    [(pass: "forward", passes: 1), ("step", 3)].map { pass, passes in
      Benchmark(
        "scaling/\(specification.name)/\(pass)/batch\(batch)", work(specification, batch: batch, passes: passes),
        target: .speed(1.9),
        contenders: {
          let exercise = try NetworkExercise(
            specification, batch: batch, purpose: passes == 1 ? .inference : .training)
          let run = passes == 1 ? exercise.forward : exercise.step
          return [Contender("threads2", threads: 2, run: run), Contender("threads1", threads: 1, run: run)]
        })
    }
  }

  /// Images of a pass. A training step is three products a layer, but the first layer's input gradient.
  private static func work(_ specification: NetworkSpecification, batch: Int, passes: Int) -> Work {
    guard let plan = try? NetworkPlan(specification) else { return .images(batch, operationsEach: 0) }
    return .images(batch, operationsEach: passes == 1 ? plan.forwardOperations : plan.stepOperations)
  }
}

extension NetworkPlan {
  /// Floating-point operations of an image, forward.
  var forwardOperations: Double { 2 * Double(multiplyAdds) }

  /// Floating-point operations of an image in a training step: three products a layer, but the first layer's input gradient.
  var stepOperations: Double {
    2 * Double(3 * multiplyAdds - (layers.first { $0.parameters != nil }?.multiplyAdds ?? 0))
  }
}
