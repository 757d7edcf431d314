import Networks
import Operations
import Tensors

/// A network to run forward and backward once.
public struct NetworkProblem: Sendable {
  /// A tensor that is drawn instead of stored: element i is Float32((2·uniform(i) − 1)·scale).
  public struct Draw: Sendable {
    /// The random numbers.
    public let stream: RandomStream
    /// The largest absolute value.
    public let scale: Double
    /// The extents, in the field's order.
    public let shape: [Int]

    /// The tensor.
    public var tensor: CaseTensor {
      let count = shape.reduce(1, *)
      var numbers = [Double](repeating: 0, count: count)
      numbers.withUnsafeMutableBufferPointer { stream.uniforms(startingAt: 0, into: $0) }
      return CaseTensor(shape: shape, reals: numbers.map { Double(Float((2 * $0 - 1) * scale)) })
    }
  }

  /// The layers, with all conventions.
  public let specification: NetworkSpecification
  /// What the masks of dropout are drawn from: the seed.
  public let seed: UInt64
  /// What the masks of dropout are drawn from: the step.
  public let step: Int
  /// Tensors that are drawn, by name.
  public let draws: [String: Draw]

  init(_ p: CaseValues) throws(GoldenError) {
    specification = try NetworkSpecification.read(p)
    let pass = try p.group("pass")
    seed = UInt64(try pass.integer("seed", in: 0...1 << 53))
    step = try pass.integer("step", in: 0...1 << 32)
    var draws: [String: Draw] = [:]
    if p.has("draws") {
      let group = try p.group("draws")
      for name in group.values.keys.sorted() { draws[name] = try Draw(try group.group(name)) }
    }
    self.draws = draws
  }
}

extension NetworkProblem.Draw {
  init(_ p: CaseValues) throws(GoldenError) {
    guard let word = UInt32(exactly: try p.integer("purpose", in: 1...5)),
      let purpose = RandomStream.Purpose(rawValue: word)
    else { throw p.invalid("purpose", expected: "a purpose of random numbers") }
    stream = RandomStream(
      seed: UInt64(try p.integer("seed", in: 0...1 << 53)), purpose: purpose,
      index: try p.integer("index", in: 0...1 << 32))
    scale = try p.number("scale")
    shape = try p.integers("shape", in: 1...1 << 28)
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow, product <= 1 << 28 else { throw p.invalid("shape", expected: "of at most 2²⁸ elements") }
      count = product
    }
    guard shape.count <= Shape.maximumRank else { throw p.invalid("shape", expected: "of six dimensions at most") }
  }
}

extension NetworkSpecification {
  /// The network of a case.
  static func read(_ p: CaseValues) throws(GoldenError) -> NetworkSpecification {
    let input = try p.group("input")
    let channels = try input.integer("channels", in: 1...3)
    guard channels != 2 else { throw input.invalid("channels", expected: "1 or 3") }
    var layers: [LayerSpecification] = []
    for layer in try p.groups("layers") {
      layers.append(LayerSpecification(try layer.text("name"), try LayerSpecification.Kind(layer)))
    }
    let (height, width) = (try input.integer("height", in: 1...4096), try input.integer("width", in: 1...4096))
    let recipe = TrainingRecipe(
      batch: 1, epochs: 1, learningRate: 0,
      momentum: try p.has("momentum") ? p.number("momentum") : 0,
      weightDecay: try p.has("weightDecay") ? p.number("weightDecay") : 0,
      form: try p.has("form") ? p.choice("form", ["paper": .paper, "pytorch": .pytorch]) : .paper, schedule: .constant)
    return NetworkSpecification(
      name: try p.has("preset") ? p.text("preset") : "golden", summary: "A golden case.",
      input: InputConvention(
        height: height, width: width, frame: max(height, width), channels: channels == 1 ? .gray : .rgb, range: 1,
        centring: .none),
      layers: layers, recipe: recipe)
  }
}

extension LayerSpecification.Kind {
  /// A layer under the names of `alexnet describe --json`.
  init(_ layer: CaseValues) throws(GoldenError) {
    let p = try layer.group("conventions")
    switch try layer.text("kind") {
    case "convolution":
      self = .convolution(
        Convolution(geometry: try WindowGeometry(p, size: "window"), groups: try p.groupCount()), try .init(p))
    case "locally connected":
      self = .locallyConnected(
        LocallyConnected(geometry: try WindowGeometry(p, size: "window"), groups: try p.groupCount()), try .init(p))
    case "fully connected": self = .fullyConnected(try .init(p))
    case "ReLU": self = .rectifier
    case "response normalization": self = .responseNormalization(try ResponseNormalization(p))
    case "max pooling": self = .maxPooling(MaxPooling(geometry: try WindowGeometry(p, size: "window")))
    case "average pooling":
      self = .averagePooling(
        AveragePooling(geometry: try WindowGeometry(p, size: "window"), countsPadding: try p.flag("countsPadding")))
    case "dropout": self = .dropout(try Dropout(p, rate: "rate"))
    default: throw layer.invalid("kind", expected: "a kind of layer")
    }
  }
}

extension LayerSpecification.Parameters {
  init(_ p: CaseValues) throws(GoldenError) {
    func policy(_ name: String) throws(GoldenError) -> ParameterPolicy {
      guard p.has(name) else { return .standard }
      let values = try p.group(name)
      return ParameterPolicy(
        rateFactor: try values.number("rateFactor"), decay: try values.has("decay") ? values.number("decay") : nil)
    }
    self.init(
      outputs: try p.integer("outputs", in: 1...1 << 20), initialization: .normal(0, bias: 0),
      weights: try policy("weights"), biases: try policy("biases"))
  }
}
