import Kernels
import Networks
import Operations
import Tensors
import Testing

@Suite struct PackedNetworkTests {
  private func logits(_ network: Network<Float>, count: Int) throws -> [Float] {
    let input = network.input(count: count)
    for i in 0..<input.count { input[i] = Float(i % 17) / 8 - 1 }
    try network.forward(count: count, pass: .testing)
    let logits = network.logits(count: count)
    return (0..<logits.count).map { logits.base[$0] }
  }

  @Test(arguments: [nil, Convolution.Algorithm.winograd4x4, .winograd6x6])
  func `a network with packed weights gives the same bits and exports the same weights`(
    algorithm: Convolution.Algorithm?
  ) throws {
    let network = try Network<Float>(.compact().convolving(by: algorithm), capacity: 3, purpose: .inference)
    network.initialize(seed: 3)
    let packed = network.packingWeights()
    for count in [1, 3] { #expect(try logits(packed, count: count) == logits(network, count: count)) }
    for index in network.plan.parameters.indices {
      #expect(packed.exportParameter(index) == network.exportParameter(index))
    }
    // Packing what is packed changes nothing.
    #expect(try logits(packed.packingWeights(), count: 3) == logits(network, count: 3))
    // Filters stand beside their packed form; dense weights have moved.
    #expect(packed.parameterBytes > network.parameterBytes)
    #expect(packed.parameterBytes < 3 * network.parameterBytes)
  }

  @Test func `local layers and those that a patch matrix computes stay as they are`() throws {
    for specification in [NetworkSpecification.cifar10LocallyConnected(), .compact().convolving(by: .patchMatrix)] {
      let network = try Network<Float>(specification, capacity: 2, purpose: .inference)
      network.initialize(seed: 4)
      #expect(try logits(network.packingWeights(), count: 2) == logits(network, count: 2))
    }
  }

  @Test func `narrow weights stay narrow, and packed ones can be narrowed`() throws {
    let network = try Network<Float>(.compact(), capacity: 2, purpose: .inference)
    network.initialize(seed: 5)
    let narrow = try network.storingDenseWeights(as: .bfloat16)
    #expect(try logits(narrow.packingWeights(), count: 2) == logits(narrow, count: 2))
    let late = try network.packingWeights().storingDenseWeights(as: .bfloat16)
    #expect(try logits(late, count: 2) == logits(narrow, count: 2))
  }

  @Test func `packed weights cannot be changed`() async {
    await #expect(processExitsWith: .failure) {
      let network = try Network<Float>(.compact(), capacity: 1, purpose: .inference).packingWeights()
      network.parameter(0)[0] = 1
    }
  }
}
