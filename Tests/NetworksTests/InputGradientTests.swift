import Kernels
import Networks
import Operations
import Tensors
import Testing

struct InputGradientTests {
  /// The logit of a class as the network computes it for changed images.
  private func logits(_ network: Network<Double>, _ images: Tensor<Double>, classes: [Int]) throws -> [Double] {
    images.withView { network.input(count: classes.count).copy(from: $0) }
    try network.forward(count: classes.count, pass: .testing)
    let logits = network.logits(count: classes.count)
    return classes.enumerated().map { logits[$0 * network.plan.classes + $1] }
  }

  @Test(arguments: SampleNetwork.all + [.everyKind])
  func `the input's gradient agrees with differences of the class's logit`(_ sample: SampleNetwork) throws {
    let network = try Network<Double>(sample.specification, capacity: 3, purpose: .attribution)
    network.initialize(seed: 9)
    let images = sample.images(2, of: Double.self)
    let classes = [3, 6]
    let scores = try logits(network, images, classes: classes)
    let gradient = Tensor(copying: try network.inputGradient(classes: classes))
    #expect(gradient.shape == images.shape)
    // A rectifier at the end may hold both logits at zero.
    #expect(gradient.elements.contains { $0 != 0 } || scores.allSatisfy { $0 == 0 })
    let (size, step) = (network.plan.inputShape.count, 1e-6)
    var kinks = 0
    for place in stride(from: 0, to: images.count, by: 13) {
      func changed(_ amount: Double) throws -> Double {
        var other = images
        other[place] += amount
        return try logits(network, other, classes: classes)[place / size]
      }
      let (up, here, down) = (try changed(step), try changed(0), try changed(-step))
      let (right, left) = ((up - here) / step, (here - down) / step)
      // At a kink of a rectifier or a maximum the sides differ.
      if abs(right - left) > 1e-4 * max(1, abs(right)) {
        kinks += 1
        continue
      }
      #expect(abs((up - down) / (2 * step) - gradient[place]) <= 1e-6 * max(1, abs(gradient[place])))
    }
    #expect(10 * kinks <= images.count / 13)
  }

  @Test func `threads and instruction sets change no bit of it`() throws {
    let sample = SampleNetwork.everyKind
    let network = try Network<Float>(sample.specification, capacity: 4, purpose: .attribution)
    network.initialize(seed: 9)
    func gradient() throws -> [UInt8] {
      sample.images(4, of: Float.self).withView { network.input(count: 4).copy(from: $0) }
      try network.forward(count: 4, pass: .testing)
      return Tensor(copying: try network.inputGradient(classes: [0, 2, 4, 6])).bits
    }
    let first = try Parallel.withThreads(1) { try InstructionSet.withInstructionSet(.portable) { try gradient() } }
    for set in InstructionSet.available {
      for threads in [1, 3] {
        #expect(
          try Parallel.withThreads(threads) { try InstructionSet.withInstructionSet(set) { try gradient() } } == first)
      }
    }
  }

  @Test(arguments: [-1, 7, Int.max])
  func `a class that the network does not have is refused`(_ number: Int) throws {
    let network = try Network<Float>(SampleNetwork.everyKind.specification, capacity: 2, purpose: .attribution)
    #expect(throws: NetworkError.label(image: 1, label: number, classes: 7)) {
      _ = try network.inputGradient(classes: [0, number])
    }
  }
}
