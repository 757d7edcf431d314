import Kernels
import Operations
import Tensors
import Testing

@testable import Networks

struct MemoryPlanTests {
  private let pass = Network<Float>.Pass.training(seed: 5, step: 2, firstImage: 0)

  /// A network of samples, its parameters drawn, the arena full of garbage, the images in place.
  private func makeNetwork(
    _ sample: SampleNetwork, count: Int, capacity: Int, purpose: MemoryPlan.Purpose
  ) throws -> Network<Float> {
    let network = try Network<Float>(sample.specification, capacity: capacity, purpose: purpose)
    network.initialize(seed: 9)
    network.arena.base.update(repeating: .nan, count: network.arena.count)
    sample.images(count, of: Float.self).withView { network.input(count: count).copy(from: $0) }
    return network
  }

  // What lives in one arena gives the bits of tensors that share nothing, so no two lives that overlap share memory.
  @Test(arguments: SampleNetwork.all + [.everyKind], [(1, 1), (3, 3), (3, 8)])
  func `a planned training pass gives the bits of operations on separate tensors`(
    _ sample: SampleNetwork, _ images: (count: Int, capacity: Int)
  ) throws {
    let count = images.count
    let network = try makeNetwork(sample, count: count, capacity: images.capacity, purpose: .training)
    let labels = SampleNetwork.labels(count)
    let composition = HandComposition(network)
    let expected = try composition.forward(sample.images(count, of: Float.self), labels: labels, pass: pass)
    let gradients = try composition.backward(expected, labels: labels, scale: 1 / Double(count))

    try network.forward(count: count, pass: pass)
    let evaluation = try network.evaluate(labels: labels)
    try network.backward(labels: labels, scale: 1 / Double(count))
    #expect(Tensor(copying: network.logits(count: count)).bits == expected.values[network.plan.layers.count].bits)
    #expect(Tensor(copying: network.probabilities(count: count)).bits == expected.probabilities.bits)
    #expect(evaluation.lossSum == expected.losses.reduce(0, +))
    #expect(evaluation.lossSum > 0)
    for (index, parameter) in network.plan.parameters.enumerated() {
      let gradient = Tensor(copying: network.gradient(index).readable)
      #expect(gradient == gradients[index] && gradient.bits == gradients[index].bits, "\(parameter.name)")
      #expect(gradient.elements.contains { $0 != 0 }, "\(parameter.name) has no gradient")
    }
  }

  @Test(arguments: SampleNetwork.all + [.everyKind], [(1, 1), (3, 5)])
  func `a planned inference pass gives the bits of operations on separate tensors`(
    _ sample: SampleNetwork, _ images: (count: Int, capacity: Int)
  ) throws {
    let count = images.count
    let network = try makeNetwork(sample, count: count, capacity: images.capacity, purpose: .inference)
    let labels = SampleNetwork.labels(count)
    let expected = try HandComposition(network)
      .forward(sample.images(count, of: Float.self), labels: labels, pass: .testing)
    try network.forward(count: count, pass: .testing)
    #expect(Tensor(copying: network.logits(count: count)).bits == expected.values[network.plan.layers.count].bits)
    #expect(try Tensor(copying: network.predict(count: count)).bits == expected.probabilities.bits)
    // The logits are still there.
    #expect(try network.evaluate(labels: labels).lossSum == expected.losses.reduce(0, +))
  }

  // Limits in images of the largest layer: slices of one, of two and of three images, and a last one that is smaller.
  @Test(arguments: SampleNetwork.all + [.everyKind], [1, 2, 3])
  func `a large batch in slices gives the bits of the whole, in less memory`(
    _ sample: SampleNetwork, _ slice: Int
  ) throws {
    let plan = try NetworkPlan(sample.specification)
    let section = plan.layers.prefix { if case .fullyConnected = $0.specification.kind { false } else { true } }
    let largest = section.map { $0.inputShape.count + $0.outputShape.count }.max() ?? 0
    let memory = MemoryPlan(plan, capacity: 8, purpose: .inference, sliceLimit: slice * largest)
    if memory.slicedLayers > 0 {
      #expect(memory.slicedLayers == section.count)
      #expect(memory.sliceCapacity == slice)
    }
    for count in [1, 5, 8] {
      let network = Network<Float>(plan, memory)
      network.initialize(seed: 9)
      network.arena.base.update(repeating: .nan, count: network.arena.count)
      sample.images(count, of: Float.self).withView { network.input(count: count).copy(from: $0) }
      let labels = SampleNetwork.labels(count)
      let expected = try HandComposition(network)
        .forward(sample.images(count, of: Float.self), labels: labels, pass: .testing)
      try network.forward(count: count, pass: .testing)
      #expect(Tensor(copying: network.logits(count: count)).bits == expected.values[plan.layers.count].bits)
      #expect(try Tensor(copying: network.predict(count: count)).bits == expected.probabilities.bits)
    }
  }

  @Test func `slices cover a batch once, in order, and are of nearly the same size`() throws {
    let plan = try NetworkPlan(.paper())
    let memory = plan.memory(capacity: 128, purpose: .inference)
    #expect(plan.layers[memory.slicedLayers].specification.name == "fc6")
    for count in [1, memory.sliceCapacity, memory.sliceCapacity + 1, 100, 128] {
      let slices = memory.slices(of: count)
      #expect(slices.flatMap(\.self) == Array(0..<count))
      #expect(slices.allSatisfy { (1...memory.sliceCapacity).contains($0.count) })
      #expect((slices.map(\.count).max() ?? 0) - (slices.map(\.count).min() ?? 0) <= 1)
    }
    // 128 images and their last maps, and what a slice needs between.
    let whole = 128 * (plan.inputShape.count + 9216 + 2 * 4096)
    #expect(memory.arenaCount < whole + MemoryPlan.sliceLimit)
    #expect(memory.arenaCount < MemoryPlan(plan, capacity: 128, purpose: .inference, sliceLimit: .max).arenaCount / 2)
    // Nothing else takes slices, and neither does a batch that fits in one.
    for purpose in [MemoryPlan.Purpose.training, .sampling, .inspection, .attribution] {
      #expect(plan.memory(capacity: 128, purpose: purpose).slicedLayers == 0)
    }
    #expect(plan.memory(capacity: memory.sliceCapacity, purpose: .inference).slicedLayers == 0)
  }

  @Test(arguments: SampleNetwork.all + [.everyKind])
  func `inspection keeps what every layer gave`(_ sample: SampleNetwork) throws {
    let network = try makeNetwork(sample, count: 2, capacity: 3, purpose: .inspection)
    let expected = try HandComposition(network)
      .forward(sample.images(2, of: Float.self), labels: SampleNetwork.labels(2), pass: .testing)
    try network.forward(count: 2, pass: .testing)
    #expect(Tensor(copying: network.input(count: 2).readable).bits == expected.values[0].bits)
    for (index, layer) in network.plan.layers.enumerated() {
      // A layer shows what the last of the layers that work in its memory gave.
      var last = index
      while last + 1 < network.plan.layers.count && network.plan.layers.worksInPlace(last + 1) { last += 1 }
      let activation = Tensor(copying: network.activation(ofLayer: index, count: 2))
      #expect(activation.bits == expected.values[last + 1].bits, "\(layer.specification.name)")
    }
  }

  @Test func `training takes less than all arrays together, and inference less than training`() throws {
    let plan = try NetworkPlan(SampleNetwork.everyKind.specification)
    let training = plan.memory(capacity: 4, purpose: .training)
    let inference = plan.memory(capacity: 4, purpose: .inference)
    let inspection = plan.memory(capacity: 4, purpose: .inspection)
    // Values and their gradients but the input's, as a network without a plan would keep them.
    let values = plan.layers.reduce(plan.inputShape.count) { $0 + $1.outputShape.count }
    let all = 4 * (2 * values - plan.inputShape.count)
    #expect(training.arenaCount < all)
    #expect(inspection.arenaCount <= 4 * values + 16 * (plan.layers.count + 2))
    #expect(inference.arenaCount < inspection.arenaCount)
    #expect(inspection.arenaCount < training.arenaCount)
    // At some instant a layer's input and output are alive.
    let largest = plan.layers.map { 4 * max($0.inputShape.count, $0.outputShape.count) }.max() ?? 0
    #expect(inference.arenaCount >= largest)
  }

  @Test func `the arena grows with the images that it holds`() throws {
    let plan = try NetworkPlan(SampleNetwork.everyKind.specification)
    let one = plan.memory(capacity: 16, purpose: .training).arenaCount
    #expect(plan.memory(capacity: 32, purpose: .training).arenaCount == 2 * one)
  }

  @Test func `memory counts parameters three times in training, once if they are frozen, and once otherwise`() throws {
    let network = NetworkSpecification.compact()
    let plan = try NetworkPlan(network)
    let training = plan.memory(capacity: 2, purpose: .training)
    let inference = plan.memory(capacity: 2, purpose: .inference)
    #expect(training.totalCount == 3 * plan.parameterMemory + training.arenaCount)
    #expect(inference.totalCount == plan.parameterMemory + inference.arenaCount)

    let frozenPlan = try NetworkPlan(network.freezing(["conv1", "conv3", "fc5"]))
    let frozen = frozenPlan.memory(capacity: 2, purpose: .training)
    let saved = 832 + 55_392 + 147_712
    #expect(frozen.totalCount == 3 * plan.parameterMemory - 2 * saved + frozen.arenaCount)
    #expect(frozenPlan.gradientMemory == plan.gradientMemory - saved)
  }

  @Test func `dense gradients that are not kept take no memory`() throws {
    let (kept, consumed) = (
      try NetworkPlan(.compact()), try NetworkPlan(.compact(), keepsDenseGradients: false)
    )
    let dense = 256 * 576 + 10 * 256
    #expect(consumed.gradientMemory == kept.gradientMemory - dense)
    #expect(consumed.stateMemory == kept.stateMemory)
    #expect(
      consumed.memory(capacity: 2, purpose: .training).totalCount
        == kept.memory(capacity: 2, purpose: .training).totalCount - dense)
    for parameter in consumed.parameters {
      let isDense = ["fc5.weights", "fc6.weights"].contains(parameter.name)
      #expect((parameter.gradientOffset == nil) == isDense)
      #expect(parameter.stateOffset != nil)
    }
  }

  @Test func `every array begins at a multiple of 64 bytes`() throws {
    for sample in SampleNetwork.all {
      let memory = try NetworkPlan(sample.specification).memory(capacity: 3, purpose: .training)
      let starts = memory.values + memory.gradients.compactMap(\.self) + memory.masks.compactMap(\.self)
      #expect(starts.allSatisfy { $0 % 16 == 0 && $0 < memory.arenaCount })
      #expect(memory.probabilities % 16 == 0)
    }
  }

  @Test func `backward needs no gradients before the first layer with parameters`() throws {
    let sample = SampleNetwork("late", [.pool, .spatial, .conv, .relu, .classes])
    let memory = try NetworkPlan(sample.specification).memory(capacity: 1, purpose: .training)
    #expect(memory.firstBackward == 2)
    #expect(memory.gradients.map { $0 != nil } == [false, false, false, true, true, true])
  }
}
