import Networks
import Operations
import Tensors
import WeightFormats

/// A graph under construction: one chain of operators from the images to the logits.
struct ONNXGraphBuilder {
  let plan: NetworkPlan
  private var writer: ONNXWriter
  /// The tensor that the next layer reads.
  private(set) var current = ONNXExport.inputName
  /// The layer whose operators are being added.
  private var layer = ""

  init(_ plan: NetworkPlan) {
    self.plan = plan
    writer = ONNXWriter(graph: plan.specification.name)
  }

  /// Appends the operators of all layers.
  mutating func addLayers() throws(ONNXExportError) {
    for index in plan.layers.indices {
      let isLast = index == plan.layers.count - 1
      layer = plan.layers[index].specification.name
      try add(plan.layers[index], output: isLast ? ONNXExport.logitsName : layer)
    }
  }

  /// Appends a parameter's tensor, given in the field's order.
  mutating func add(parameter index: Int, _ values: [Float]) {
    writer.initializer(plan.fieldName(index), shape: plan.fieldShape(index).dimensions, values)
  }

  /// The bytes of the file.
  consuming func finish(metadata: [String: String], givesProbabilities: Bool) -> [UInt8] {
    let image = plan.inputShape
    let rows: [Int?] = [nil, plan.classes]
    var outputs = [ONNXValue(name: ONNXExport.logitsName, shape: rows)]
    if givesProbabilities {
      layer = "softmax"
      add("Softmax", output: ONNXExport.probabilitiesName, ["axis": .integer(1)])
      outputs.append(ONNXValue(name: ONNXExport.probabilitiesName, shape: rows))
    }
    return writer.finish(
      inputs: [ONNXValue(name: ONNXExport.inputName, shape: [nil, image[2], image[0], image[1]])], outputs: outputs,
      metadata: metadata)
  }

  private mutating func add(_ layer: NetworkPlan.Layer, output: String) throws(ONNXExportError) {
    switch layer.specification.kind {
    case .convolution(let convolution, _): addConvolution(convolution, layer, output: output)
    case .locallyConnected(let local, _): try addLocallyConnected(local, layer, output: output)
    case .fullyConnected: addFullyConnected(layer, output: output)
    case .rectifier: add("Relu", output: output)
    case .responseNormalization(let normalization): try addNormalization(normalization, layer, output: output)
    case .maxPooling(let pooling):
      add("MaxPool", output: output, window(pooling.geometry, layer))
    case .averagePooling(let pooling): addAveragePooling(pooling, layer, output: output)
    case .dropout(let dropout):
      if dropout.testingFactor == 1 {
        // A layer of nothing keeps its name where it is the output.
        if output == ONNXExport.logitsName { add("Identity", output: output) }
      } else {
        let factor = constant("factor", shape: [], [Float(dropout.testingFactor)])
        add("Mul", factor, output: output)
      }
    }
  }
}

extension ONNXGraphBuilder {
  /// Appends an operator that reads the current tensor and then others; its output becomes the current tensor.
  mutating func add(
    _ operation: String, _ others: String..., output: String, _ attributes: [String: ONNXAttribute] = [:]
  ) {
    append(operation, inputs: [current] + others, outputs: [output], attributes)
    current = output
  }

  /// Appends an operator beside the chain.
  mutating func append(
    _ operation: String, inputs: [String], outputs: [String], _ attributes: [String: ONNXAttribute] = [:]
  ) {
    writer.node(
      ONNXNode(
        name: outputs.first ?? "", operation: operation, inputs: inputs, outputs: outputs, attributes: attributes))
  }

  /// Makes another tensor the one that the next operator reads.
  mutating func moveOn(to tensor: String) { current = tensor }

  /// The name of a tensor within the current layer.
  func inner(_ name: String) -> String { "\(layer)/\(name)" }

  /// Appends a constant of the current layer, and returns its name.
  mutating func constant(_ name: String, shape: [Int], _ values: [Float]) -> String {
    writer.initializer(inner(name), shape: shape, values)
    return inner(name)
  }

  /// Appends a constant list of the current layer, and returns its name.
  mutating func constant(_ name: String, _ values: [Int]) -> String {
    writer.initializer(inner(name), shape: [values.count], values)
    return inner(name)
  }

  /// The attributes of a layer's windows, with padding that makes sizes come out whatever the rounding.
  func window(_ geometry: WindowGeometry, _ layer: NetworkPlan.Layer) -> [String: ONNXAttribute] {
    [
      "kernel_shape": .integers([geometry.rows, geometry.columns]),
      "strides": .integers([geometry.rowStride, geometry.columnStride]),
      "pads": .integers(pads(geometry, layer)),
    ]
  }

  /// Padding above, left, below, right that gives the layer's output when sizes are rounded down.
  func pads(_ geometry: WindowGeometry, _ layer: NetworkPlan.Layer) -> [Int] {
    let padding = geometry.padding
    guard geometry.rounding == .ceil else { return [padding.top, padding.left, padding.bottom, padding.right] }
    func behind(_ outputs: Int, _ stride: Int, _ window: Int, _ size: Int, _ before: Int) -> Int {
      max(0, (outputs - 1) * stride + window - size - before)
    }
    return [
      padding.top, padding.left,
      behind(layer.outputShape[0], geometry.rowStride, geometry.rows, layer.inputShape[0], padding.top),
      behind(layer.outputShape[1], geometry.columnStride, geometry.columns, layer.inputShape[1], padding.left),
    ]
  }
}
