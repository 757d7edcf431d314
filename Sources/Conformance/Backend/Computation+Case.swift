import Operations

extension Computation {
  /// What a case computes.
  ///
  /// - Throws: `GoldenError` if the operation is unknown or a parameter is missing or out of range.
  init(_ golden: GoldenCase) throws(GoldenError) {
    let p = golden.parameters
    switch golden.operation {
    case "matrix-multiply":
      self = .matrixMultiply(
        alpha: try p.number("alpha"), beta: try p.number("beta"), transposesLeft: try p.flag("transposesLeft"),
        transposesRight: try p.flag("transposesRight"))
    case "convolution":
      self = .convolution(Convolution(geometry: try WindowGeometry(p, size: "filter"), groups: try p.groupCount()))
    case "locally-connected":
      self = .locallyConnected(
        LocallyConnected(geometry: try WindowGeometry(p, size: "filter"), groups: try p.groupCount()))
    case "fully-connected": self = .fullyConnected
    case "response-normalization": self = .responseNormalization(try ResponseNormalization(p))
    case "max-pooling": self = .maxPooling(MaxPooling(geometry: try WindowGeometry(p, size: "window")))
    case "average-pooling":
      self = .averagePooling(
        AveragePooling(
          geometry: try WindowGeometry(p, size: "window"), countsPadding: try p.flag("countsPadding")))
    case "rectifier": self = .rectifier
    case "dropout":
      self = .dropout(
        try Dropout(p, rate: "probability"), isTraining: try p.choice("pass", ["training": true, "testing": false]))
    case "softmax": self = .softmax
    case "softmax-cross-entropy": self = .softmaxCrossEntropy(scale: try p.number("scale"))
    case "top-k": self = .topK(try p.integer("k", in: 1...1 << 24))
    case "network": self = .network(try NetworkProblem(p))
    case "training": self = .training(try TrainingProblem(p))
    case "crop", "mirror", "resize", "ten-views", "mean", "standardize", "colour":
      self = .preparation(try ImageProblem(golden.operation, p))
    default:
      throw GoldenError(p.file, .value("operation", expected: "one that Fixtures/README.md lists"))
    }
  }
}

extension CaseValues {
  /// Groups of channels; at least one.
  func groupCount() throws(GoldenError) -> Int { try integer("groups", in: 1...1 << 24) }
}

extension WindowGeometry {
  /// A geometry under the names of case.json, its size under `size`.
  init(_ p: CaseValues, size: String) throws(GoldenError) {
    let window = try p.integers(size, count: 2, in: 1...1 << 16)
    let stride = try p.integers("stride", count: 2, in: 1...1 << 16)
    let sides = try p.group("padding")
    let range = 0...1024
    self.init(
      rows: window[0], columns: window[1], rowStride: stride[0], columnStride: stride[1],
      padding: Padding(
        top: try sides.integer("top", in: range), bottom: try sides.integer("bottom", in: range),
        left: try sides.integer("left", in: range), right: try sides.integer("right", in: range)),
      rounding: try p.choice("rounding", ["floor": .floor, "ceil": .ceil]))
  }
}

extension ResponseNormalization {
  /// A normalization under the names of case.json.
  init(_ p: CaseValues) throws(GoldenError) {
    let isSpatial = try p.choice("extent", ["acrossChannels": false, "channels": false, "spatial": true])
    self.init(
      k: try p.number("k"), alpha: try p.number("alpha"), beta: try p.number("beta"),
      window: try p.integer("window", in: 1...1 << 16), dividesAlphaByWindow: try p.flag("dividesAlphaByWindow"),
      extent: isSpatial ? .spatial : .acrossChannels(groups: try p.groupCount()))
  }
}

extension Dropout {
  /// Dropout under the names of case.json.
  init(_ p: CaseValues, rate: String) throws(GoldenError) {
    self.init(rate: try p.number(rate), scaling: try p.choice("scaling", ["training": .training, "testing": .testing]))
  }
}
