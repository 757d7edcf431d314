import Networks
import Operations
import Tensors
import Training

/// A network with something to do: random images, labels, and an optimizer where it trains.
final class NetworkExercise {
  /// The network, with its initial weights and random images.
  let network: Network<Float>
  /// Images of a pass.
  let batch: Int
  private let optimizer: MomentumSGD<Float>?
  private let labels: [UInt16]
  private var number = 0

  /// Takes and fills the memory; a network for inference packs its weights, and may store dense ones narrowly.
  init(
    _ specification: NetworkSpecification, batch: Int, purpose: MemoryPlan.Purpose,
    denseWeights: NarrowWeights<Float>.Format? = nil
  ) throws {
    var network = try Network<Float>(
      specification, capacity: batch, purpose: purpose, keepsDenseGradients: false)
    network.initialize(seed: 1)
    if let denseWeights { network = try network.storingDenseWeights(as: denseWeights) }
    if purpose == .inference { network = network.packingWeights() }
    let input = network.input(count: batch)
    let stream = RandomStream(seed: 1, purpose: .verification)
    for index in 0..<input.count { input[index] = Float(stream.uniform(index) - 0.5) }
    optimizer = purpose == .training ? MomentumSGD(network.plan, recipe: specification.recipe) : nil
    labels = (0..<batch).map { UInt16($0 % network.plan.classes) }
    self.network = network
    self.batch = batch
  }

  /// A pass as in testing.
  func forward() throws { try network.forward(count: batch, pass: .testing) }

  /// A training step, at a rate so small that the weights stay what they are.
  func step() throws {
    try network.forward(count: batch, pass: .training(seed: 1, step: number, firstImage: 0))
    _ = try network.evaluate(labels: labels)
    try optimizer?.backwardAndStep(network, labels: labels, scale: 1 / Double(batch), rate: 1e-9)
    number += 1
  }
}
