import Networks
import Operations
import WeightFormats

/// Operators with parameters.
extension ONNXGraphReader {
  mutating func readConvolution(_ node: ONNXNode, _ inputs: [String]) throws(ONNXImportError) {
    guard !isFlat else { throw failure(.misfit("a convolution of what has been flattened")) }
    let weights = try self.weights(inputs, "constant filters")
    let shape = weights.shape
    let groups = try integer(node, "group", default: 1)
    guard shape.count == 4, Self.channels.contains(shape[0]), shape[1] > 0, Self.sides.contains(shape[2]),
      Self.sides.contains(shape[3]), (1...image.channels).contains(groups), shape[0] % groups == 0,
      image.channels % groups == 0, shape[1] == image.channels / groups
    else {
      throw failure(.misfit("filters of \(ModelError.text(shape)) for \(image.channels) channels in \(groups) groups"))
    }
    let size = try integers(node, "kernel_shape", in: Self.sides, default: [shape[2], shape[3]])
    guard size == [shape[2], shape[3]] else {
      throw failure(.misfit("kernel_shape \(ModelError.text(size)) for filters of \(ModelError.text(shape))"))
    }
    let geometry = try windows(node, size: size)
    let biases = try has(inputs, 1) ? self.biases(inputs, 1, count: shape[0], trailing: 0) : nil
    try move(by: geometry, channels: shape[0])
    append(
      "conv",
      .convolution(
        Convolution(geometry: geometry, groups: groups),
        LayerSpecification.Parameters(outputs: shape[0], initialization: .framework)),
      weights: try floats(weights), biases: biases)
  }

  /// `Gemm`: α·A·B + β·C, with B either way.
  mutating func readGemm(_ node: ONNXNode, _ inputs: [String]) throws(ONNXImportError) {
    guard try integer(node, "transA", default: 0) == 0 else {
      throw failure(.attribute("transA", value: "1", supported: "images as rows"))
    }
    let isTransposed = try integer(node, "transB", default: 0) != 0
    let (alpha, beta) = (Float(try float(node, "alpha", default: 1)), Float(try float(node, "beta", default: 1)))
    var (weights, outputs) = try matrix(inputs, isOutputsFirst: isTransposed)
    if alpha != 1 { weights = weights.map { $0 * alpha } }
    var biases = try has(inputs, 1) ? self.biases(inputs, 1, count: outputs, trailing: 0) : nil
    if beta != 1 { biases = biases?.map { $0 * beta } }
    appendFullyConnected(weights, outputs, biases)
  }

  /// `MatMul` with constant weights; biases may follow.
  mutating func readProduct(_ inputs: [String]) throws(ONNXImportError) {
    let (weights, outputs) = try matrix(inputs, isOutputsFirst: false)
    appendFullyConnected(weights, outputs, nil)
  }

  /// `Add` of a constant to the result of a layer without biases.
  mutating func readBias(_ inputs: [String], isDue: Bool) throws(ONNXImportError) {
    guard isDue else { throw failure(.misfit("a sum that is not a layer's biases")) }
    set(biases: try biases(inputs, 0, count: image.channels, trailing: isFlat ? 0 : 2))
  }

  private mutating func appendFullyConnected(_ weights: [Float], _ outputs: Int, _ biases: [Float]?) {
    set(image: (outputs, 1, 1))
    append(
      "fc", .fullyConnected(LayerSpecification.Parameters(outputs: outputs, initialization: .framework)),
      weights: weights, biases: biases)
  }

  /// Constant weights as outputs × inputs.
  private mutating func matrix(
    _ inputs: [String], isOutputsFirst: Bool
  ) throws(ONNXImportError) -> (weights: [Float], outputs: Int) {
    let tensor = try weights(inputs, "constant weights")
    let count = image.channels * image.height * image.width
    guard isFlat else { throw failure(.misfit("a product with images that have not been flattened")) }
    guard tensor.shape.count == 2 else {
      throw failure(.misfit("weights of \(ModelError.text(tensor.shape)), which are no matrix"))
    }
    let (outputs, terms) = isOutputsFirst ? (tensor.shape[0], tensor.shape[1]) : (tensor.shape[1], tensor.shape[0])
    guard terms == count, Self.channels.contains(outputs) else {
      throw failure(.misfit("weights of \(ModelError.text(tensor.shape)) for \(count) numbers"))
    }
    let values = try floats(tensor)
    guard !isOutputsFirst else { return (values, outputs) }
    var transposed = [Float](repeating: 0, count: values.count)
    for output in 0..<outputs {
      for term in 0..<terms { transposed[output * terms + term] = values[term * outputs + output] }
    }
    return (transposed, outputs)
  }

  /// Constant biases: one an output, with dimensions of 1 before them and `trailing` behind, or one for all.
  private func biases(
    _ inputs: [String], _ index: Int, count: Int, trailing: Int
  ) throws(ONNXImportError) -> [Float] {
    let tensor = try constant(inputs, index, "constant biases")
    let shape = tensor.shape
    let values = try floats(tensor)
    if shape.allSatisfy({ $0 == 1 }), let value = values.first { return [Float](repeating: value, count: count) }
    guard shape.count > trailing, shape.suffix(trailing).allSatisfy({ $0 == 1 }),
      shape.dropLast(trailing).last == count, shape.dropLast(trailing + 1).allSatisfy({ $0 == 1 })
    else { throw failure(.misfit("biases of \(ModelError.text(shape)) for \(count) outputs")) }
    return values
  }
}
