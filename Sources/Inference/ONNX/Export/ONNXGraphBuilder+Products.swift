import Networks
import Operations
import Tensors
import WeightFormats

/// Layers with parameters.
extension ONNXGraphBuilder {
  mutating func addConvolution(_ convolution: Convolution, _ layer: NetworkPlan.Layer, output: String) {
    guard let names = parameterNames(layer) else { return }
    var attributes = window(convolution.geometry, layer)
    attributes["group"] = .integer(convolution.groups)
    attributes["dilations"] = .integers([1, 1])
    add("Conv", names.weights, names.biases, output: output, attributes)
  }

  /// A product with weights of outputs × inputs; images are flattened in the order C, H, W, which is the weights'.
  mutating func addFullyConnected(_ layer: NetworkPlan.Layer, output: String) {
    guard let names = parameterNames(layer) else { return }
    if layer.inputShape.rank > 1 { add("Flatten", output: inner("rows"), ["axis": .integer(1)]) }
    add("Gemm", names.weights, names.biases, output: output, ["transB": .integer(1)])
  }

  /// A locally connected layer: a matrix product for each of P·Q positions.
  ///
  ///     patches N,C,R·S,P,Q → P·Q,N,C·R·S;  weights K,C,R,S,P,Q → P·Q,C·R·S,K;  products P·Q,N,K → N,K,P,Q
  mutating func addLocallyConnected(
    _ local: LocallyConnected, _ layer: NetworkPlan.Layer, output: String
  ) throws(ONNXExportError) {
    guard local.groups == 1 else {
      throw .inexpressible(layer: layer.specification.name, convention: "locally connected filters in groups")
    }
    guard let names = parameterNames(layer) else { return }
    let geometry = local.geometry
    let (rows, columns, filters) = (layer.outputShape[0], layer.outputShape[1], layer.outputShape[2])
    let terms = layer.inputShape[2] * geometry.rows * geometry.columns

    let pads = pads(geometry, layer)
    let amounts = constant("pads", [0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]])
    add("Pad", amounts, output: inner("padded"))
    let padded = current
    let axes = constant("axes", [2, 3])
    let steps = constant("steps", [geometry.rowStride, geometry.columnStride])
    let newAxis = constant("axis", [2])
    var windows: [String] = []
    for r in 0..<geometry.rows {
      for s in 0..<geometry.columns {
        let starts = constant("starts\(r).\(s)", [r, s])
        let ends = constant(
          "ends\(r).\(s)",
          [r + (rows - 1) * geometry.rowStride + 1, s + (columns - 1) * geometry.columnStride + 1])
        append(
          "Slice", inputs: [padded, starts, ends, axes, steps], outputs: [inner("slice\(r).\(s)")])
        append("Unsqueeze", inputs: [inner("slice\(r).\(s)"), newAxis], outputs: [inner("window\(r).\(s)")])
        windows.append(inner("window\(r).\(s)"))
      }
    }
    append("Concat", inputs: windows, outputs: [inner("windows")], ["axis": .integer(2)])
    moveOn(to: inner("windows"))
    add("Reshape", constant("terms", [0, terms, rows * columns]), output: inner("patches"))
    add("Transpose", output: inner("rows"), ["perm": .integers([2, 0, 1])])

    let shape = constant("matrix", [filters, terms, rows * columns])
    append("Reshape", inputs: [names.weights, shape], outputs: [inner("filters")])
    append(
      "Transpose", inputs: [inner("filters")], outputs: [inner("matrices")], ["perm": .integers([2, 1, 0])])
    add("MatMul", inner("matrices"), output: inner("products"))
    add("Transpose", output: inner("sums"), ["perm": .integers([1, 2, 0])])
    add("Reshape", constant("image", [0, filters, rows, columns]), output: inner("images"))
    add("Add", names.biases, output: output)
  }

  private func parameterNames(_ layer: NetworkPlan.Layer) -> (weights: String, biases: String)? {
    layer.parameters.map { (plan.fieldName($0.weights), plan.fieldName($0.biases)) }
  }
}
