import Networks
import Operations
import Tensors
import WeightFormats

/// Means and normalizations.
extension ONNXGraphBuilder {
  /// Mean pooling. Where padding counts in the divisor, but not what windows read behind it when sizes are rounded up, the
  /// padding is added first.
  mutating func addAveragePooling(_ pooling: AveragePooling, _ layer: NetworkPlan.Layer, output: String) {
    var attributes = window(pooling.geometry, layer)
    attributes["count_include_pad"] = .integer(0)
    let padding = pooling.geometry.padding
    if pooling.countsPadding && padding != .none {
      let amounts = constant(
        "pads", [0, 0, padding.top, padding.left, 0, 0, padding.bottom, padding.right])
      add("Pad", amounts, output: inner("padded"))
      let pads = pads(pooling.geometry, layer)
      attributes["pads"] = .integers([0, 0, max(0, pads[2] - padding.bottom), max(0, pads[3] - padding.right)])
    }
    add("AveragePool", output: output, attributes)
  }

  mutating func addNormalization(
    _ normalization: ResponseNormalization, _ layer: NetworkPlan.Layer, output: String
  ) throws(ONNXExportError) {
    switch normalization.extent {
    case .spatial: addSpatialNormalization(normalization, output: output)
    case .acrossChannels(let groups):
      // The standard's window of an even size lies the other way around its channel.
      guard normalization.window % 2 == 1 else {
        throw .inexpressible(
          layer: layer.specification.name, convention: "a window of \(normalization.window) channels, an even number")
      }
      let factor = normalization.dividesAlphaByWindow ? 1 : Double(normalization.window)
      let attributes: [String: ONNXAttribute] = [
        "size": .integer(normalization.window), "alpha": .float(Float(normalization.alpha * factor)),
        "beta": .float(Float(normalization.beta)), "bias": .float(Float(normalization.k)),
      ]
      if groups == 1 {
        add("LRN", output: output, attributes)
        return
      }
      let names = (0..<groups).map { "\($0)" }
      let channels = layer.inputShape[2] / groups
      let sizes = constant("channels", [Int](repeating: channels, count: groups))
      append(
        "Split", inputs: [current, sizes], outputs: names.map { inner("input" + $0) }, ["axis": .integer(1)])
      for name in names { append("LRN", inputs: [inner("input" + name)], outputs: [inner("group" + name)], attributes) }
      append("Concat", inputs: names.map { inner("group" + $0) }, outputs: [output], ["axis": .integer(1)])
      moveOn(to: output)
    }
  }

  /// `x / (k + α′·Σx²)^β`, the sum as n² times a mean over n×n pixels that counts the zeros around the image.
  private mutating func addSpatialNormalization(_ normalization: ResponseNormalization, output: String) {
    let input = current
    let n = normalization.window
    let (before, behind) = (n / 2, n - 1 - n / 2)
    let factor = normalization.dividesAlphaByWindow ? 1 : Double(n * n)
    add("Mul", input, output: inner("squares"))
    add(
      "AveragePool", output: inner("means"),
      [
        "kernel_shape": .integers([n, n]), "strides": .integers([1, 1]),
        "pads": .integers([before, before, behind, behind]), "count_include_pad": .integer(1),
      ])
    add("Mul", constant("alpha", shape: [], [Float(normalization.alpha * factor)]), output: inner("scaled"))
    add("Add", constant("k", shape: [], [Float(normalization.k)]), output: inner("sums"))
    add("Pow", constant("beta", shape: [], [Float(normalization.beta)]), output: inner("powers"))
    append("Div", inputs: [input, current], outputs: [output])
    moveOn(to: output)
  }
}
