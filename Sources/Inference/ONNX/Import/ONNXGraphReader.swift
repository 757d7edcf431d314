import Networks
import Operations
import WeightFormats

/// A walk along a graph's chain of operators, which become layers.
struct ONNXGraphReader {
  /// More rows, columns, or steps than any network's.
  static let sides = 1...4096
  /// More numbers an image than any layer gives.
  private static let outputLimit = 1 << 28
  /// More outputs than any layer has.
  static let channels = 1...(1 << 20)

  let file: ONNXFile
  /// Constant tensors by the names that they are read by.
  private(set) var constants: [String: ONNXTensor] = [:]
  /// The layers so far.
  private(set) var layers: [LayerSpecification] = []
  /// Weights and biases of the layers so far, in the field's order.
  private(set) var parameters: [[Float]] = []
  /// What was left out or assumed, a sentence each.
  private(set) var notes: [String] = []
  /// The tensor that the next operator must read.
  private(set) var current: String
  /// Its channels, rows and columns; rows and columns are 1 of what has been multiplied with weights.
  private(set) var image: (channels: Int, height: Int, width: Int)
  /// Whether it has been flattened: no more windows.
  var isFlat = false
  /// Whether the layer before has no biases yet, so that an addition gives them.
  private(set) var lacksBias = false
  /// How many layers there are of each name without a repetition's number.
  private var repetitions: [String: Int] = [:]
  /// The names of tensors that are weights of the layers so far.
  private var weightNames: Set<String> = []
  private var node = ""
  private var isEnded = false
  private let inputImage: (channels: Int, height: Int, width: Int)

  /// Finds the graph's input and constants.
  init(_ file: ONNXFile) throws(ONNXImportError) {
    self.file = file
    for tensor in file.graph.initializers { constants[tensor.name] = tensor }
    // Older files list constants among the inputs.
    let inputs = file.graph.inputs.filter { file.tensor(named: $0.name) == nil }
    func failure(_ problem: String) -> ONNXImportError {
      ONNXImportError(file: file.name, node: "", reason: .input(problem))
    }
    guard inputs.count == 1 else { throw failure("\(inputs.count) inputs") }
    guard let shape = inputs[0].shape, shape.count == 4, let channels = shape[1], let height = shape[2],
      let width = shape[3], [1, 3].contains(channels), Self.sides.contains(height), Self.sides.contains(width)
    else {
      throw failure("an input \(inputs[0].name.quoted) that is not of images of a known size")
    }
    current = inputs[0].name
    image = (channels, height, width)
    inputImage = image
  }

  /// Walks to the graph's output.
  mutating func read() throws(ONNXImportError) {
    for node in file.graph.nodes {
      self.node =
        "\(node.operation.isEmpty ? "node" : String(node.operation.prefix(40))) "
        + (node.name.isEmpty ? node.outputs.first ?? "" : node.name).quoted
      if try readConstant(node) { continue }
      try follow(node)
      if image.channels * image.height * image.width > Self.outputLimit { throw failure(.tooLarge) }
    }
    node = ""
    guard file.graph.outputs.contains(where: { $0.name == current }) else {
      throw failure(.output("the last operator makes \(current.quoted), which is no output of the graph"))
    }
  }

  /// The network of the layers that were read, without what a graph does not say.
  var specification: NetworkSpecification {
    NetworkSpecification(
      name: "onnx", summary: "A network read from an ONNX graph.",
      input: InputConvention(
        height: inputImage.height, width: inputImage.width, frame: max(inputImage.height, inputImage.width),
        channels: inputImage.channels == 1 ? .gray : .rgb, range: 1, centring: .none),
      layers: layers,
      recipe: TrainingRecipe(
        batch: 128, epochs: 10, learningRate: 0.01, momentum: 0.9, weightDecay: 0.0005,
        schedule: .multiStep(epochs: [], factor: 0.1)))
  }

  /// An error at the current node.
  func failure(_ reason: ONNXImportError.Reason) -> ONNXImportError {
    ONNXImportError(file: file.name, node: node, reason: reason)
  }
}

extension ONNXGraphReader {
  /// Takes what is constant: `Constant`, and `Identity` of a constant.
  private mutating func readConstant(_ node: ONNXNode) throws(ONNXImportError) -> Bool {
    guard let output = node.outputs.first else { return false }
    if node.operation == "Identity", let input = node.inputs.first, let tensor = constants[input] {
      constants[output] = tensor
      return true
    }
    guard node.operation == "Constant" else { return false }
    guard case .tensor(let tensor) = node.attributes["value"] else {
      throw failure(.attribute("value", value: "another kind", supported: "constants as tensors"))
    }
    constants[output] = tensor
    // Two constants may call their tensors the same; what they make has a name of its own.
    constants[output]?.name = output
    return true
  }

  /// Takes the next operator of the chain.
  private mutating func follow(_ node: ONNXNode) throws(ONNXImportError) {
    guard node.domain.isEmpty || node.domain == "ai.onnx" else {
      throw failure(.unsupportedOperator("\(node.domain.prefix(40)).\(node.operation.prefix(40))"))
    }
    guard ONNXImportError.operators.contains(node.operation) else {
      throw failure(.unsupportedOperator(String(node.operation.prefix(40))))
    }
    // The operands of a sum or product may stand either way.
    var inputs = node.inputs
    if ["Add", "Mul"].contains(node.operation), inputs.count == 2, inputs[1] == current { inputs.swapAt(0, 1) }
    guard inputs.first == current else {
      throw failure(
        .branch(reads: (inputs.first ?? "").quoted, current: current.quoted))
    }
    guard let output = node.outputs.first, !output.isEmpty, constants[output] == nil else {
      throw failure(.misfit("no output of its own"))
    }
    guard !isEnded || node.operation == "Identity" else {
      throw failure(.misfit("an operator behind softmax"))
    }
    let others = Array(inputs.dropFirst())
    let lackedBias = lacksBias
    lacksBias = false
    switch node.operation {
    case "Conv": try readConvolution(node, others)
    case "Gemm": try readGemm(node, others)
    case "MatMul": try readProduct(others)
    case "Add": try readBias(others, isDue: lackedBias)
    case "Relu": append("relu", .rectifier)
    case "LRN": try readNormalization(node)
    case "MaxPool": try readMaxPooling(node)
    case "AveragePool": try readAveragePooling(node)
    case "GlobalAveragePool": try readGlobalPooling()
    case "Flatten": try readFlatten(node)
    case "Reshape": try readReshape(node, others)
    case "Dropout": try readDropout(node, others)
    case "Mul": try readFactor(others)
    case "Softmax": try readSoftmax(node)
    default: break  // Identity
    }
    current = output
  }

  private mutating func readSoftmax(_ node: ONNXNode) throws(ONNXImportError) {
    let axis = try integer(node, "axis", default: 1)
    guard axis == 1 || axis == -1 else {
      throw failure(.attribute("axis", value: "\(axis)", supported: "softmax over classes"))
    }
    isEnded = true
    notes.append("softmax at the graph's end is left out: logits are what layers give here")
  }

  // MARK: Results

  /// Appends a layer without parameters; its number is that of the last layer with them.
  mutating func append(_ prefix: String, _ kind: LayerSpecification.Kind) {
    append(prefix, number: parameters.count / 2, kind)
  }

  /// Appends a layer with parameters.
  mutating func append(
    _ prefix: String, _ kind: LayerSpecification.Kind, weights: [Float], biases: [Float]?
  ) {
    guard let outputs = kind.parameters?.outputs else { return }
    parameters.append(weights)
    parameters.append(biases ?? [Float](repeating: 0, count: outputs))
    lacksBias = biases == nil
    append(prefix, number: parameters.count / 2, kind)
  }

  /// The constant tensor that is a layer's weights, and no other layer's: so a network is no larger than its file.
  mutating func weights(_ names: [String], _ expected: String) throws(ONNXImportError) -> ONNXTensor {
    let tensor = try constant(names, 0, expected)
    guard weightNames.insert(tensor.name).inserted else { throw failure(.sharedWeights(tensor.name.quoted)) }
    return tensor
  }

  /// Sets the biases of the last layer with parameters.
  mutating func set(biases: [Float]) { parameters[parameters.count - 1] = biases }

  /// Sets what the next operator reads.
  mutating func set(image: (channels: Int, height: Int, width: Int)) { self.image = image }

  private mutating func append(_ prefix: String, number: Int, _ kind: LayerSpecification.Kind) {
    let name = "\(prefix)\(number)"
    let repetition = repetitions[name, default: 0] + 1
    repetitions[name] = repetition
    layers.append(LayerSpecification(repetition == 1 ? name : "\(name).\(repetition)", kind))
  }
}
