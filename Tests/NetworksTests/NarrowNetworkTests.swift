import Kernels
import Networks
import Operations
import Tensors
import Testing

@Suite struct NarrowNetworkTests {
  @Test(arguments: NarrowWeights<Float>.Format.allCases)
  func `a network with narrow dense weights gives the bits of one that holds their values`(
    _ format: NarrowWeights<Float>.Format
  ) throws {
    let network = try Network<Float>(.compact(), capacity: 3, purpose: .inference)
    network.initialize(seed: 3)
    let narrow = try network.storingDenseWeights(as: format)
    let rounded = try Network<Float>(.compact(), capacity: 3, purpose: .inference)
    for index in network.plan.parameters.indices { rounded.importParameter(index, narrow.exportParameter(index)) }
    for count in [1, 3] {
      let logits = try [narrow, rounded, network].map { network in
        let input = network.input(count: count)
        for i in 0..<input.count { input[i] = Float(i % 17) / 8 - 1 }
        try network.forward(count: count, pass: .testing)
        let logits = network.logits(count: count)
        return (0..<logits.count).map { logits.base[$0] }
      }
      #expect(logits[0] == logits[1])
      #expect(logits[0] != logits[2])
      #expect(zip(logits[0], logits[2]).allSatisfy { abs($0 - $1) < 0.1 })
    }
  }

  @Test func `filters and biases stay, dense weights take the bytes of their format`() throws {
    let network = try Network<Float>(.compact(), capacity: 1, purpose: .inference)
    network.initialize(seed: 1)
    let narrow = try network.storingDenseWeights(as: .float16)
    for (index, parameter) in network.plan.parameters.enumerated() {
      let isDense = parameter.role == .weights && ["fc5.weight", "fc6.weight"].contains(network.plan.fieldName(index))
      #expect((network.exportParameter(index) == narrow.exportParameter(index)) == !isDense)
    }
    let dense = 2 * (256 * 576 + 10 * 256)
    #expect(narrow.parameterBytes == network.parameterBytes - dense)
  }

  @Test func `a weight that the format lacks is an error that names its parameter`() throws {
    let network = try Network<Float>(.compact(), capacity: 1, purpose: .inference)
    let index = try #require(network.plan.parameters.indices.first { network.plan.fieldName($0) == "fc6.weight" })
    network.parameter(index)[5] = 1e5
    #expect(throws: NetworkError.narrow(parameter: "fc6.weight", .tooLarge(1e5, input: 0, output: 5))) {
      _ = try network.storingDenseWeights(as: .float16)
    }
  }
}
