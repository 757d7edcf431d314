import CommandLineSupport
import Foundation
import Networks
import Tensors
import Training

/// Trains a network to know a few pictures by heart: the shortest proof that a large network's gradients, initialization
/// and optimizer work together at full size.
///
/// The paper's own recipe does not move on so few images: with biases of 1, σ = .01 and a rate of .01 the first layers
/// give every image nearly the same activations, and the loss stays at ln 1000 = 6.9 for thousands of steps. So weights
/// begin as He et al. (2015) propose, biases at 0, and dropout, which works against memorizing, is left out; layers,
/// normalization, pooling and shapes stay the network's own.
struct MemorizingRun {
  let images = 64
  let goal = 0.1
  let rate = 0.01
  let stepLimit = 120

  /// Runs until the mean loss is below the goal, printing each step's.
  ///
  /// - Returns: whether it got there.
  func run(_ preset: NetworkSpecification, seed: UInt64) throws -> Bool {
    var specification = preset.initialized(
      Initialization(weights: .heNormal, biases: .constant(0)), keepsPolicies: false)
    specification.layers.removeAll { if case .dropout = $0.kind { true } else { false } }
    specification.recipe.momentum = 0.9
    specification.recipe.weightDecay = 0
    let network = try Network<Float>(specification, capacity: images, purpose: .training)
    network.initialize(seed: seed)
    let optimizer = MomentumSGD<Float>(network.plan, recipe: specification.recipe)
    let labels = (0..<images).map { UInt16($0 * network.plan.classes / images) }
    // A network made for training keeps its input until another is written.
    fill(network.input(count: images), seed: seed)
    let start = ContinuousClock.now
    for step in 0..<stepLimit {
      try network.forward(count: images, pass: .training(seed: seed, step: step, firstImage: 0))
      let result = try network.evaluate(labels: labels)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      Terminal.write(
        "memorize/\(specification.name): step \(step), loss \(NumberText.decimal(result.loss, places: 4)), "
          + "\(result.top1) of \(images) right, \(NumberText.duration(seconds: seconds))\n", to: .standardOutput)
      if result.loss < goal { return true }
      try network.backward(labels: labels, scale: 1 / Double(images))
      // A short warm-up: the first gradients of an untrained network are its largest.
      optimizer.step(network, rate: rate * min(1, Double(step + 1) / 5))
    }
    return false
  }

  /// Pictures of a few overlapping waves in random directions and colours, values within about ±1.
  private func fill(_ input: MutableTensorView<Float>, seed: UInt64) {
    let (height, width, channels) = (input.shape[1], input.shape[2], input.shape[3])
    let waves = 6
    for n in 0..<images {
      let stream = RandomStream(seed: seed, purpose: .verification, index: n)
      for c in 0..<channels {
        for h in 0..<height {
          for w in 0..<width {
            var value = 0.0
            for wave in 0..<waves {
              let draw = wave * 5 + c * waves * 5
              let across = (stream.uniform(draw) - 0.5) * 0.4
              let down = (stream.uniform(draw + 1) - 0.5) * 0.4
              value += sin(across * Double(w) + down * Double(h) + 6.283 * stream.uniform(draw + 2))
            }
            input[((n * height + h) * width + w) * channels + c] = Float(value / 3)
          }
        }
      }
    }
  }
}
