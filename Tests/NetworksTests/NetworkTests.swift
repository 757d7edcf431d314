import Kernels
import Operations
import Tensors
import Testing

@testable import Networks

struct NetworkTests {
  /// A network for training with its parameters drawn.
  private func makeNetwork(
    _ sample: SampleNetwork, capacity: Int, seed: UInt64 = 9
  ) throws -> Network<Float> {
    let network = try Network<Float>(sample.specification, capacity: capacity, purpose: .training)
    network.initialize(seed: seed)
    return network
  }

  /// Logits and gradients of a training step over `images`, passed in the given parts.
  private func step(
    _ network: Network<Float>, _ sample: SampleNetwork, images count: Int, parts: [Int]
  ) throws -> (logits: [UInt8], gradients: [[UInt8]]) {
    let images = sample.images(count, of: Float.self).elements
    let labels = SampleNetwork.labels(count)
    let size = network.plan.inputShape.count
    var (logits, first): ([UInt8], Int) = ([], 0)
    for part in parts {
      let input = network.input(count: part)
      for index in 0..<input.count { input[index] = images[first * size + index] }
      try network.forward(count: part, pass: .training(seed: 5, step: 3, firstImage: first))
      logits += Tensor(copying: network.logits(count: part)).bits
      _ = try network.evaluate(labels: labels[first..<first + part])
      try network.backward(labels: labels[first..<first + part], scale: 1 / Double(count), accumulates: first > 0)
      first += part
    }
    return (logits, network.plan.parameters.indices.map { Tensor(copying: network.gradient($0).readable).bits })
  }

  // MARK: The same bits

  @Test(arguments: SampleNetwork.all + [.everyKind], [[1, 1, 1, 1, 1, 1], [2, 4], [4, 2], [5, 1]])
  func `a batch passed in parts gives the gradients of the whole`(_ sample: SampleNetwork, _ parts: [Int]) throws {
    let whole = try step(makeNetwork(sample, capacity: 6), sample, images: 6, parts: [6])
    let inParts = try step(makeNetwork(sample, capacity: parts.max() ?? 1), sample, images: 6, parts: parts)
    #expect(whole.logits == inParts.logits)
    #expect(whole.gradients == inParts.gradients)
  }

  @Test(arguments: SampleNetwork.all + [.everyKind])
  func `threads and instruction sets change no bit`(_ sample: SampleNetwork) throws {
    let network = try makeNetwork(sample, capacity: 4)
    let first = try Parallel.withThreads(1) {
      try InstructionSet.withInstructionSet(.portable) { try step(network, sample, images: 4, parts: [4]) }
    }
    #expect(first.gradients.count == network.plan.parameters.count)
    for set in InstructionSet.available {
      for threads in [1, 2, 3, 7] {
        let other = try Parallel.withThreads(threads) {
          try InstructionSet.withInstructionSet(set) { try step(network, sample, images: 4, parts: [4]) }
        }
        #expect(other.logits == first.logits, "\(set), \(threads) threads")
        #expect(other.gradients == first.gradients, "\(set), \(threads) threads")
      }
    }
  }

  @Test(arguments: [SampleNetwork.everyKind])
  func `an image has the same logits in any batch and at any place`(_ sample: SampleNetwork) throws {
    let network = try Network<Float>(sample.specification, capacity: 5, purpose: .inference)
    network.initialize(seed: 9)
    let images = sample.images(5, of: Float.self).elements
    let size = network.plan.inputShape.count
    func logits(_ order: [Int]) throws -> [[Float]] {
      let input = network.input(count: order.count)
      for (place, image) in order.enumerated() {
        for index in 0..<size { input[place * size + index] = images[image * size + index] }
      }
      try network.forward(count: order.count, pass: .testing)
      let logits = network.logits(count: order.count)
      return order.indices.map { place in (0..<7).map { logits[place * 7 + $0] } }
    }
    let whole = try logits([0, 1, 2, 3, 4])
    #expect(whole[0] != whole[1])
    #expect(try logits([4, 3, 2, 1, 0]) == whole.reversed())
    #expect(try logits([2, 2, 0]) == [whole[2], whole[2], whole[0]])
    for image in 0..<5 { #expect(try logits([image]) == [whole[image]]) }
  }

  // A step has changed neither parameters nor anything that a next one reads.
  @Test func `a step repeated gives the same bits, whatever ran in between`() throws {
    let sample = SampleNetwork.everyKind
    let network = try makeNetwork(sample, capacity: 6)
    let first = try step(network, sample, images: 6, parts: [6])
    try network.forward(count: 2, pass: .testing)
    _ = try step(network, sample, images: 3, parts: [2, 1])
    let again = try step(network, sample, images: 6, parts: [6])
    #expect(first.logits == again.logits)
    #expect(first.gradients == again.gradients)
  }

  @Test func `dropout draws other masks in another step, with another seed, and none in testing`() throws {
    let sample = SampleNetwork.everyKind
    let network = try makeNetwork(sample, capacity: 2)
    func logits(_ pass: Network<Float>.Pass) throws -> [UInt8] {
      sample.images(2, of: Float.self).withView { network.input(count: 2).copy(from: $0) }
      try network.forward(count: 2, pass: pass)
      return Tensor(copying: network.logits(count: 2)).bits
    }
    let passes: [Network<Float>.Pass] = [
      .training(seed: 5, step: 3, firstImage: 0), .training(seed: 5, step: 4, firstImage: 0),
      .training(seed: 6, step: 3, firstImage: 0), .training(seed: 5, step: 3, firstImage: 2), .testing,
    ]
    #expect(try Set(passes.map(logits)).count == passes.count)
    #expect(try logits(passes[0]) == logits(passes[0]))
  }

  // MARK: Wrong input

  @Test func `more images than the capacity, or none, are refused`() throws {
    let network = try makeNetwork(.everyKind, capacity: 3)
    for given in [4, 0, -1] {
      #expect(throws: NetworkError.tooManyImages(given: given, capacity: 3)) {
        try network.forward(count: given, pass: .testing)
      }
      #expect(throws: NetworkError.tooManyImages(given: given, capacity: 3)) { _ = try network.predict(count: given) }
    }
    #expect(throws: NetworkError.tooManyImages(given: 4, capacity: 3)) {
      _ = try network.evaluate(labels: [0, 0, 0, 0])
    }
    #expect(throws: NetworkError.tooManyImages(given: 0, capacity: 3)) {
      try network.backward(labels: [Int](), scale: 1)
    }
  }

  @Test(arguments: [7, -1, Int.max])
  func `a label that is no class is refused`(_ label: Int) throws {
    let network = try makeNetwork(.everyKind, capacity: 3)
    try network.forward(count: 3, pass: .testing)
    let expected = NetworkError.label(image: 1, label: label, classes: 7)
    #expect(throws: expected) { _ = try network.evaluate(labels: [0, label, 6]) }
    #expect(throws: expected) { try network.backward(labels: [0, label, 6], scale: 1) }
    #expect(expected.description == "image 1 has class \(label), but the network has classes 0 to 6")
  }

  @Test func `a layer that does not fit is named`() {
    let sample = SampleNetwork("misfit", height: 5, width: 5, [.pool, .conv, .pool, .pool, .classes])
    let error = #expect(throws: NetworkError.self) {
      _ = try Network<Float>(sample.specification, capacity: 1, purpose: .inference)
    }
    guard case .layer(let name, let shape) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(name == "pool2")
    #expect(shape.operation == "max pooling")
    #expect(error?.description.hasPrefix("layer pool2: max pooling: ") == true)
  }

  @Test func `layers of one name, and networks without logits, are refused`() {
    var twice = SampleNetwork.everyKind.specification
    twice.layers[1].name = twice.layers[0].name
    #expect(throws: NetworkError.duplicateName("conv0")) { _ = try NetworkPlan(twice) }
    var empty = twice
    empty.layers = []
    #expect(throws: NetworkError.noLogits(last: "none", shape: "11×9×3")) { _ = try NetworkPlan(empty) }
    #expect(throws: NetworkError.noLogits(last: "pool1", shape: "5×4×8")) {
      _ = try NetworkPlan(SampleNetwork("image", [.conv, .pool]).specification)
    }
  }

  @Test func `a network for inference has no gradients`() async {
    await #expect(processExitsWith: .failure) {
      let network = try Network<Float>(SampleNetwork.everyKind.specification, capacity: 1, purpose: .inference)
      _ = network.gradient(0)
    }
  }
}
