import Foundation
import Networks
import Testing
import WeightFormats

@testable import Inference

struct ONNXNetworkTests {
  @Test func `torchvision's network from PyTorch's exporter is recognized and gives PyTorch's logits`() throws {
    let file = try ONNXFile(path: FixtureImage.folder("onnx") + "/torchvision.onnx")
    let network = try ONNXNetwork(file)
    #expect(network.isPreset)
    #expect(network.specification.name == "torchvision")
    let expected = try FixtureImage("onnx")
    let logits = try FixtureImage.logits(network.network(capacity: 1), divisor: 64)
    #expect(expected.error(of: logits) <= 1, "\(expected.error(of: logits)) of the bound")
    // The same by the names of its tensors, and by the names that the graph's layers get.
    for archive: any WeightArchive in [file, network] {
      let model = try Model(archive)
      #expect(model.specification.name == "torchvision")
      #expect(try FixtureImage.logits(model.network(capacity: 1), divisor: 64) == logits)
    }
  }

  /// Presets whose graphs are chains of one operator a layer.
  private static let chains = ["paper", "caffe", "caffenet", "torchvision", "darknet", "cifar10-80sec", "compact"]

  @Test(arguments: chains)
  func `what is exported of a preset is read again as that preset, with the same bits`(name: String) throws {
    let specification = try NetworkSpecification.preset(named: name, classes: 7)
    let network = try MemoryArchive.network(specification, divisor: 16)
    let bytes = try ONNXExport.bytes(of: network, givesProbabilities: name == "compact")
    let file = try ONNXFile(bytes: Data(bytes), name: "test")
    let copy = try ONNXNetwork(file)
    #expect(copy.isPreset)
    #expect(copy.specification.name == name)
    #expect(try FixtureImage.logits(copy.network(capacity: 1)) == FixtureImage.logits(network))
  }

  @Test(arguments: NetworkSpecification.presets.map(\.name))
  func `an exported file is one of weights, with the bits of each parameter`(name: String) throws {
    let network = try MemoryArchive.network(try .preset(named: name, classes: 7), divisor: 16)
    let bytes = try ONNXExport.bytes(of: network, metadata: ["alexnet.network": name])
    let archive = try WeightArchives.open(bytes: Data(bytes), name: "test")
    #expect(archive.formatName == "ONNX")
    #expect(archive.metadata["alexnet.network"] == name)
    for index in network.plan.parameters.indices {
      let parameter = network.plan.fieldName(index)
      #expect(archive.entry(named: parameter)?.shape == network.plan.fieldShape(index).dimensions)
      #expect(try archive.values(parameter) == network.exportParameter(index))
    }
  }

  // MARK: Graphs by hand

  /// A graph over images of 3×8×8 whose nodes are given, with weights of a convolution, a matrix and biases.
  private func read(_ nodes: [ONNXNode], input: [Int?] = [nil, 3, 8, 8]) throws -> ONNXNetwork {
    var writer = ONNXWriter(graph: "test")
    for node in nodes { writer.node(node) }
    func values(_ count: Int) -> [Float] { (0..<count).map { Float($0 % 7) - 3 } }
    writer.initializer("filters", shape: [4, 3, 3, 3], values(108))
    writer.initializer("biases", shape: [1, 4, 1, 1], [1, 2, 3, 4] as [Float])
    writer.initializer("io", shape: [64, 2], values(128))
    writer.initializer("oi", shape: [2, 64], (0..<128).map { Float(($0 % 64 * 2 + $0 / 64) % 7) - 3 })
    writer.initializer("row", shape: [1, 2], [5, 6] as [Float])
    writer.initializer("half", shape: [], [0.5] as [Float])
    writer.initializer("two", shape: [], [2] as [Float])
    writer.initializer("flat", shape: [2], [0, -1])
    let bytes = writer.finish(
      inputs: [ONNXValue(name: "x", shape: input)], outputs: [ONNXValue(name: "y", shape: [nil, 2])])
    return try ONNXNetwork(ONNXFile(bytes: Data(bytes), name: "test"))
  }

  private func node(
    _ operation: String, _ inputs: [String], _ output: String, _ attributes: [String: ONNXAttribute] = [:]
  ) -> ONNXNode {
    ONNXNode(name: "n", operation: operation, inputs: inputs, outputs: [output], attributes: attributes)
  }

  /// A convolution, pooling to 4×4, and what is between that and the logits.
  private func nodes(_ convolution: [String: ONNXAttribute], _ rest: [ONNXNode]) -> [ONNXNode] {
    [
      node("Conv", ["x", "filters"], "a", convolution), node("Add", ["biases", "a"], "b"),
      node("MaxPool", ["b"], "c", ["kernel_shape": .integers([2, 2]), "strides": .integers([2, 2])]),
    ] + rest
  }

  private func nodes(_ rest: [ONNXNode]) -> [ONNXNode] { nodes(["auto_pad": .string("SAME_UPPER")], rest) }

  @Test func `products of either kind with weights either way are the same layer`() throws {
    let flat = node("Flatten", ["c"], "d")
    let variants = [
      [flat, node("Gemm", ["d", "oi", "row"], "y", ["transB": .integer(1)])],
      [flat, node("Gemm", ["d", "io", "row"], "y")],
      [flat, node("MatMul", ["d", "io"], "e"), node("Add", ["e", "row"], "y")],
      [node("Reshape", ["c", "flat"], "d"), node("MatMul", ["d", "io"], "e"), node("Add", ["row", "e"], "y")],
      [flat, node("Identity", ["row"], "r"), node("Gemm", ["d", "io", "r"], "f"), node("Softmax", ["f"], "y")],
    ]
    let results = try variants.map { try FixtureImage.logits(read(nodes($0)).network(capacity: 1), divisor: 64) }
    #expect(results.allSatisfy { $0 == results[0] && $0.count == 2 && $0[0] != $0[1] })
    #expect(try read(nodes(variants[0])).specification.layers.map(\.name) == ["conv1", "pool1", "fc2"])
  }

  @Test func `padding by auto_pad is the explicit one`() throws {
    let rest = [node("Flatten", ["c"], "d"), node("Gemm", ["d", "io"], "y")]
    func logits(_ attributes: [String: ONNXAttribute]) throws -> [Float] {
      try FixtureImage.logits(read(nodes(attributes, rest)).network(capacity: 1), divisor: 64)
    }
    let explicit = try logits(["pads": .integers([1, 1, 1, 1])])
    #expect(try logits(["auto_pad": .string("SAME_UPPER")]) == explicit)
    #expect(try logits(["auto_pad": .string("SAME_LOWER")]) == explicit)
    let strided: [ONNXNode] = [
      node("Conv", ["x", "filters"], "a", ["auto_pad": .string("SAME_LOWER"), "strides": .integers([2, 2])]),
      node("Flatten", ["a"], "d"), node("Gemm", ["d", "io"], "y"),
    ]
    guard case .convolution(let convolution, _) = try read(strided).specification.layers[0].kind else {
      Issue.record("no convolution")
      return
    }
    #expect(convolution.geometry.padding.top == 1)
    #expect(convolution.geometry.padding.bottom == 0)
  }

  @Test func `dropout, normalization and mean pooling keep their conventions`() throws {
    let network = try read([
      node("Conv", ["x", "filters"], "a", ["pads": .integers([1, 1, 1, 1])]),
      node("LRN", ["a"], "b", ["size": .integer(5), "alpha": .float(0.5), "bias": .float(2)]),
      node(
        "AveragePool", ["b"], "c",
        [
          "kernel_shape": .integers([3, 3]), "strides": .integers([2, 2]), "ceil_mode": .integer(1),
          "count_include_pad": .integer(1),
        ]),
      node("Dropout", ["c"], "d"), node("Flatten", ["d"], "e"), node("Mul", ["e", "half"], "f"),
      node("Gemm", ["f", "io"], "y"),
    ])
    let words = network.specification.layers.map(\.kind)
    guard case .responseNormalization(let normalization) = words[1], case .averagePooling(let pooling) = words[2],
      case .dropout(let first) = words[3], case .dropout(let second) = words[4]
    else {
      Issue.record("other layers")
      return
    }
    #expect(normalization.k == 2 && normalization.alpha == 0.5 && normalization.beta == 0.75)
    #expect(normalization.dividesAlphaByWindow && normalization.window == 5)
    #expect(pooling.countsPadding && pooling.geometry.rounding == .ceil)
    #expect(first.testingFactor == 1 && second.testingFactor == 0.5)
    #expect(!network.isPreset)
  }

  @Test func `what is not of this family is refused with the node's name`() throws {
    let end = [node("Flatten", ["c"], "d"), node("Gemm", ["d", "io"], "y")]
    let cases: [(nodes: [ONNXNode], words: String)] = [
      ([node("Sigmoid", ["x"], "y")], "Sigmoid \"n\": the operator Sigmoid is not supported; those that are: Add, "),
      (nodes([node("Relu", ["a"], "y")]), "it reads \"a\" where \"c\" was due"),
      (nodes(["dilations": .integers([2, 2])], end), "dilations"),
      (nodes(["group": .integer(2)], end), "filters of 4×3×3×3 for 3 channels in 2 groups"),
      (nodes(["strides": .integers([0, 1])], end), "strides"),
      (nodes(["pads": .integers([-1, 0, 0, 0])], end), "pads"),
      (nodes([node("Gemm", ["c", "io"], "y")]), "have not been flattened"),
      (nodes([node("Flatten", ["c"], "d"), node("Gemm", ["d", "oi"], "y")]), "weights of 2×64 for 64 numbers"),
      (nodes([node("Flatten", ["c"], "d"), node("Gemm", ["d", "x"], "y")]), "is not constant weights"),
      (
        nodes([node("Identity", ["filters"], "f"), node("Conv", ["c", "f"], "y")]),
        "its weights \"filters\" are another layer's too"
      ),
      (nodes([node("Mul", ["c", "two"], "y")]), "a factor above 0"),
      (nodes([node("Add", ["c", "biases"], "y")]), "not a layer's biases"),
      (nodes([node("Softmax", ["c"], "d"), node("Relu", ["d"], "y")]), "behind softmax"),
      (nodes([node("Flatten", ["c"], "d"), node("Gemm", ["d", "io"], "z")]), "no output of the graph"),
      (nodes([node("Relu", ["c"], "y")]), "a network that ends with a fully connected layer"),
    ]
    for (nodes, words) in cases {
      let error = #expect(throws: ONNXImportError.self) { try read(nodes) }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "none"), not \(words)")
    }
    let inputs: [[Int?]] = [[nil, 3, nil, 8], [nil, 4, 8, 8], [nil, 3, 8], [nil, 3, 1 << 40, 8]]
    for input in inputs {
      let error = #expect(throws: ONNXImportError.self) { try read(nodes(end), input: input) }
      #expect(error?.description.contains("not of images of a known size") == true)
    }
  }

  @Test(.timeLimit(.minutes(1))) func `thousands of layers of one kind get names of their own, soon`() throws {
    let count = 20_000
    let chain = (0..<count).map { node("Relu", [$0 == 0 ? "c" : "r\($0 - 1)"], "r\($0)") }
    let end = [node("Flatten", ["r\(count - 1)"], "d"), node("Gemm", ["d", "io"], "y")]
    let names = try read(nodes(chain + end)).specification.layers.map(\.name)
    #expect(names.count == count + 3)
    #expect(names[2...3] == ["relu1", "relu1.2"] && names[count + 1] == "relu1.\(count)")
  }

  @Test func `no change of a file's bytes does more than be refused`() throws {
    let network = try MemoryArchive.network(try .preset(named: "compact", classes: 2), divisor: 32)
    var bytes = try ONNXExport.bytes(of: network)
    // The nodes come first; weights are most of the rest.
    let length = min(bytes.count, 2600)
    var read = 0
    for place in 0..<length {
      let byte = bytes[place]
      for value: UInt8 in [byte ^ 1, byte ^ 0x80, 0xFF] {
        bytes[place] = value
        do {
          _ = try ONNXNetwork(ONNXFile(bytes: Data(bytes), name: "test"))
          read += 1
        } catch {
          #expect("\(error)".hasPrefix("test: "))
        }
      }
      bytes[place] = byte
    }
    #expect(read > 0 && read < 3 * length)
  }
}
