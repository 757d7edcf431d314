import Kernels
import Operations
import Tensors
import Testing

@testable import Networks

struct NetworkFieldOrderTests {
  /// A network whose parameters hold their own places: element i is i.
  private func makeNetwork(_ layers: [SampleNetwork.Layer]) throws -> Network<Double> {
    let network = try Network<Double>(
      SampleNetwork("order", height: 5, width: 4, layers).specification, capacity: 1, purpose: .inference)
    for index in network.plan.parameters.indices {
      let view = network.parameter(index)
      for element in 0..<view.count { view[element] = Double(element) }
    }
    return network
  }

  @Test func `filters are exported output by output, channel by channel`() throws {
    let network = try makeNetwork([.conv, .classes])
    #expect(network.plan.fieldName(0) == "conv0.weight")
    #expect(network.plan.fieldName(1) == "conv0.bias")
    #expect(network.plan.fieldShape(0) == [8, 3, 3, 3])
    #expect(network.plan.fieldShape(1) == [8])
    let exported = network.exportParameter(0)
    var place = 0
    for k in 0..<8 {
      for c in 0..<3 {
        for r in 0..<3 {
          for s in 0..<3 {
            #expect(exported[place] == Double(((r * 3 + s) * 3 + c) * 8 + k))
            place += 1
          }
        }
      }
    }
    #expect(network.exportParameter(1) == (0..<8).map(Double.init))
  }

  @Test func `filters in groups have the channels of a group`() throws {
    let network = try makeNetwork([.conv, .grouped, .classes])
    #expect(network.plan.fieldShape(2) == [6, 4, 3, 3])
    let exported = network.exportParameter(2)
    // k 5, c 3, r 1, s 2 of R,S,C/g,K = 3,3,4,6.
    #expect(exported[((5 * 4 + 3) * 3 + 1) * 3 + 2] == Double(((1 * 3 + 2) * 4 + 3) * 6 + 5))
    // k 2, c 1, r 2, s 0.
    #expect(exported[((2 * 4 + 1) * 3 + 2) * 3 + 0] == Double(((2 * 3 + 0) * 4 + 1) * 6 + 2))
  }

  @Test func `a fully connected layer reads an image channel by channel in the files`() throws {
    let network = try makeNetwork([.conv, .hidden, .classes])
    #expect(network.plan.fieldShape(2) == [20, 160])
    let exported = network.exportParameter(2)
    for o in [0, 7, 19] {
      for c in [0, 3, 7] {
        for h in 0..<5 {
          for w in 0..<4 {
            // The file's row o and column c,h,w; here row h,w,c and column o.
            #expect(exported[o * 160 + (c * 5 + h) * 4 + w] == Double(((h * 4 + w) * 8 + c) * 20 + o))
          }
        }
      }
    }
    // After another fully connected layer there is no image: a plain transposition.
    #expect(network.plan.fieldShape(4) == [7, 20])
    #expect(network.exportParameter(4)[3 * 20 + 11] == Double(11 * 7 + 3))
  }

  @Test func `local filters have their position last`() throws {
    let network = try makeNetwork([.local, .classes])
    #expect(network.plan.fieldShape(0) == [4, 3, 3, 3, 5, 4])
    #expect(network.plan.fieldShape(1) == [4, 5, 4])
    let (filters, biases) = (network.exportParameter(0), network.exportParameter(1))
    for (k, c, r, s, p, q) in [(0, 0, 0, 0, 0, 1), (3, 2, 1, 2, 4, 3), (1, 0, 2, 0, 2, 1), (2, 1, 0, 1, 3, 0)] {
      let place = ((((k * 3 + c) * 3 + r) * 3 + s) * 5 + p) * 4 + q
      #expect(filters[place] == Double(((((p * 4 + q) * 3 + r) * 3 + s) * 3 + c) * 4 + k))
      #expect(biases[(k * 5 + p) * 4 + q] == Double((p * 4 + q) * 4 + k))
    }
  }

  @Test(arguments: SampleNetwork.all + [.everyKind])
  func `what is exported and imported again is unchanged`(_ sample: SampleNetwork) throws {
    let network = try Network<Float>(sample.specification, capacity: 1, purpose: .inference)
    let other = try Network<Float>(sample.specification, capacity: 1, purpose: .inference)
    network.initialize(seed: 4)
    for (index, parameter) in network.plan.parameters.enumerated() {
      let exported = network.exportParameter(index)
      #expect(exported.count == network.plan.fieldShape(index).count)
      #expect(exported.sorted() == Tensor(copying: network.parameter(index).readable).elements.sorted())
      other.importParameter(index, exported)
      #expect(
        Tensor(copying: other.parameter(index).readable) == Tensor(copying: network.parameter(index).readable),
        "\(parameter.name)")
    }
  }
}
