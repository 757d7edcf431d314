import Networks
import Operations
import Tensors
import Testing

struct NetworkPlanTests {
  /// Name, output C×H×W, parameters and multiply-adds of the network of 2012.
  static let layersOf2012: [(String, Shape, Int, Int)] = [
    ("conv1", [96, 55, 55], 34_944, 105_415_200),
    ("pool1", [96, 27, 27], 0, 0),
    ("conv2", [256, 27, 27], 307_456, 223_948_800),
    ("pool2", [256, 13, 13], 0, 0),
    ("conv3", [384, 13, 13], 885_120, 149_520_384),
    ("conv4", [384, 13, 13], 663_936, 112_140_288),
    ("conv5", [256, 13, 13], 442_624, 74_760_192),
    ("pool5", [256, 6, 6], 0, 0),
    ("fc6", [4096], 37_752_832, 37_748_736),
    ("fc7", [4096], 16_781_312, 16_777_216),
    ("fc8", [1000], 4_097_000, 4_096_000),
  ]

  @Test(
    arguments: [.paper(), .krizhevskyCode(), .caffe(), .caffenet()] as [NetworkSpecification], layersOf2012)
  func `layers have the published shapes`(
    network: NetworkSpecification, expected: (name: String, output: Shape, parameters: Int, multiplyAdds: Int)
  ) throws {
    let plan = try NetworkPlan(network)
    let layer = try #require(plan.layers.first { $0.specification.name == expected.name })
    let output = layer.outputShape
    #expect((output.rank == 3 ? [output[2], output[0], output[1]] : output) == expected.output)
    #expect(layer.multiplyAdds == expected.multiplyAdds)
    let count = plan.parameters.filter { plan.layers[$0.layer].specification.name == expected.name }
      .reduce(0) { $0 + $1.shape.count }
    #expect(count == expected.parameters)
  }

  @Test(
    arguments: [
      // 224 + 2·2 − 11 = 217 = 54·4 + 1: rounded down 55.
      (.torchvision(), [55, 55, 27, 27, 27, 13, 13, 13, 13, 13, 13, 13, 6, 6]),
      // Two convolutions of CIFAR's quick network with their pooling, the third and its pooling.
      (.cifar10Fast(), [32, 16, 16, 16, 16, 8, 8, 8, 4]),
      (.cifar10Normalized(), [32, 16, 16, 16, 16, 16, 8, 8, 8, 8, 4]),
      (.cifar10LocallyConnected(), [24, 24, 12, 12, 12, 12, 12, 6, 6, 6, 6, 6]),
      (.compact(), [28, 28, 28, 14, 14, 14, 14, 7, 7, 7, 7, 7, 3]),
    ] as [(NetworkSpecification, [Int])])
  func `images shrink as in the source`(network: NetworkSpecification, sizes: [Int]) throws {
    let images = try NetworkPlan(network).layers.map(\.outputShape).filter { $0.rank == 3 }
    #expect(images.map { $0[0] } == sizes)
    #expect(images.map { $0[1] } == sizes)
  }

  @Test func `a layer's input is the output of the one before`() throws {
    let plan = try NetworkPlan(.krizhevskyCode())
    #expect(plan.layers.first?.inputShape == plan.inputShape)
    #expect(zip(plan.layers, plan.layers.dropFirst()).allSatisfy { $0.outputShape == $1.inputShape })
    #expect(plan.inputShape == [224, 224, 3])
    #expect(plan.classes == 1000)
  }

  @Test func `parameters have the library's shapes, names and fan-in`() throws {
    let plan = try NetworkPlan(.paper())
    #expect(plan.parameters.count == 16)
    let conv2 = try #require(plan.parameters.first { $0.name == "conv2.weights" })
    #expect(conv2.shape == [5, 5, 48, 256] && conv2.fanIn == 1200 && conv2.role == .weights)
    let fc6 = try #require(plan.parameters.first { $0.name == "fc6.weights" })
    #expect(fc6.shape == [9216, 4096] && fc6.fanIn == 9216)
    let biases = try #require(plan.parameters.last)
    #expect(biases.name == "fc8.biases" && biases.shape == [1000] && biases.fanIn == 4096 && biases.role == .biases)
    let local = try NetworkPlan(.cifar10LocallyConnected())
    let local3 = try #require(local.parameters.first { $0.name == "local3.weights" })
    #expect(local3.shape == [36, 3, 3, 64, 64] && local3.fanIn == 576)
    #expect(local.parameters.first { $0.name == "local3.biases" }?.shape == [36, 64])
  }

  @Test(arguments: NetworkSpecification.presets)
  func `parameters lie one behind the other, aligned, in the order of layers`(network: NetworkSpecification) throws {
    let plan = try NetworkPlan(network)
    var end = 0
    for parameter in plan.parameters {
      #expect(parameter.offset.isMultiple(of: 16))
      #expect((end..<end + 16).contains(parameter.offset))
      end = parameter.offset + parameter.shape.count
    }
    #expect((end..<end + 16).contains(plan.parameterMemory))
    for (index, layer) in plan.layers.enumerated() {
      guard let numbers = layer.parameters else { continue }
      #expect(plan.parameters[numbers.weights].name == "\(layer.specification.name).weights")
      #expect(plan.parameters[numbers.biases].name == "\(layer.specification.name).biases")
      #expect(plan.parameters[numbers.weights].layer == index && plan.parameters[numbers.biases].layer == index)
    }
  }

  // MARK: Networks that do not fit

  @Test func `two layers of one name are refused`() {
    var network = NetworkSpecification.compact()
    network.layers[5].name = "relu1"
    #expect(throws: NetworkError.duplicateName("relu1")) { try NetworkPlan(network) }
  }

  @Test(arguments: [
    (
      "conv2",
      LayerSpecification.Kind.convolution(
        Convolution(geometry: WindowGeometry(5), groups: 3),
        .init(outputs: 63, initialization: .framework))
    ),
    ("conv3", .convolution(Convolution(geometry: WindowGeometry(9)), .init(outputs: 8, initialization: .framework))),
    ("pool2", .maxPooling(MaxPooling(geometry: WindowGeometry(3, stride: 0)))),
    (
      "norm1",
      .responseNormalization(
        ResponseNormalization(
          k: 1, alpha: 1, beta: 0.75, window: 5, dividesAlphaByWindow: true, extent: .acrossChannels(groups: 5)))
    ),
    ("relu5", .averagePooling(AveragePooling(geometry: WindowGeometry(2), countsPadding: true))),
    ("drop5", .dropout(Dropout(rate: 1, scaling: .training))),
    ("fc5", .fullyConnected(.init(outputs: 0, initialization: .framework))),
  ])
  func `an error names the layer that does not fit`(name: String, kind: LayerSpecification.Kind) throws {
    var network = NetworkSpecification.compact()
    let index = try #require(network.layers.firstIndex { $0.name == name })
    network.layers[index].kind = kind
    let error = #expect(throws: NetworkError.self) { try NetworkPlan(network) }
    guard case .layer(name, _) = error else {
      Issue.record("\(String(describing: error)) does not name \(name)")
      return
    }
    #expect(error?.description.hasPrefix("layer \(name): ") == true)
  }

  @Test func `a network without logits is refused`() {
    var network = NetworkSpecification.compact()
    network.layers = []
    #expect(throws: NetworkError.noLogits(last: "none", shape: "28×28×1")) { try NetworkPlan(network) }
    network.layers = [LayerSpecification("relu", .rectifier)]
    #expect(throws: NetworkError.noLogits(last: "relu", shape: "28×28×1")) { try NetworkPlan(network) }
  }

  @Test func `a crop of 224 with all sizes rounded down misses fc6's 9216 inputs`() throws {
    var network = NetworkSpecification.darknet()
    network.input.height = 224
    network.input.width = 224
    let plan = try NetworkPlan(network)
    let sizes = plan.layers.map(\.outputShape).filter { $0.rank == 3 }.map { $0[0] }
    #expect(sizes == [54, 54, 26, 26, 26, 12, 12, 12, 12, 12, 12, 12, 5])
    #expect(plan.parameters.first { $0.name == "fc6.weights" }?.fanIn == 6400)
  }
}
