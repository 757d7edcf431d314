import Operations
import WeightFormats

/// Operators of windows, and those that change nothing but the shape.
extension ONNXGraphReader {
  mutating func readMaxPooling(_ node: ONNXNode) throws(ONNXImportError) {
    guard node.outputs.dropFirst().allSatisfy(\.isEmpty) else {
      throw failure(.attribute("outputs", value: "indices", supported: "maxima alone"))
    }
    let geometry = try poolingWindows(node)
    try move(by: geometry, channels: image.channels)
    append("pool", .maxPooling(MaxPooling(geometry: geometry)))
  }

  mutating func readAveragePooling(_ node: ONNXNode) throws(ONNXImportError) {
    let geometry = try poolingWindows(node)
    let countsPadding = try integer(node, "count_include_pad", default: 0) != 0
    try move(by: geometry, channels: image.channels)
    append("mean", .averagePooling(AveragePooling(geometry: geometry, countsPadding: countsPadding)))
  }

  mutating func readGlobalPooling() throws(ONNXImportError) {
    guard !isFlat else { throw failure(.misfit("pooling of what has been flattened")) }
    let geometry = WindowGeometry(rows: image.height, columns: image.width)
    try move(by: geometry, channels: image.channels)
    append("mean", .averagePooling(AveragePooling(geometry: geometry, countsPadding: false)))
  }

  mutating func readNormalization(_ node: ONNXNode) throws(ONNXImportError) {
    guard !isFlat else { throw failure(.misfit("a normalization of what has been flattened")) }
    let window = try integer(node, "size", default: 0)
    guard window % 2 == 1, Self.sides.contains(window) else {
      throw failure(.attribute("size", value: "\(window)", supported: "an odd window"))
    }
    append(
      "norm",
      .responseNormalization(
        ResponseNormalization(
          k: try float(node, "bias", default: 1), alpha: try float(node, "alpha", default: 0.0001),
          beta: try float(node, "beta", default: 0.75), window: window, dividesAlphaByWindow: true,
          extent: .acrossChannels(groups: 1))))
  }

  mutating func readFlatten(_ node: ONNXNode) throws(ONNXImportError) {
    let axis = try integer(node, "axis", default: 1)
    guard axis == 1 || axis == (isFlat ? -1 : -3) else {
      throw failure(.attribute("axis", value: "\(axis)", supported: "an axis of 1"))
    }
    isFlat = true
  }

  /// `Reshape` to rows of an image's numbers.
  mutating func readReshape(_ node: ONNXNode, _ inputs: [String]) throws(ONNXImportError) {
    let shape: [Int]
    if case .integers(let list) = node.attributes["shape"] {
      shape = list
    } else {
      shape = try integers(try constant(inputs, 0, "a constant shape"))
    }
    let count = image.channels * image.height * image.width
    guard shape.count == 2, shape[0] >= -1, shape[1] == count || shape[1] == -1 && shape[0] != -1 else {
      throw failure(
        .attribute("shape", value: ModelError.text(shape), supported: "images flattened to N×\(count), N 0 or -1"))
    }
    isFlat = true
  }

  mutating func readDropout(_ node: ONNXNode, _ inputs: [String]) throws(ONNXImportError) {
    if has(inputs, 1) {
      let mode = try constant(inputs, 1, "a constant training_mode")
      guard try integers(mode).allSatisfy({ $0 == 0 }) else {
        throw failure(.attribute("training_mode", value: "true", supported: "dropout in testing"))
      }
    }
    let rate = try has(inputs, 0) ? Double(number(inputs, 0)) : float(node, "ratio", default: 0.5)
    guard (0..<1).contains(rate) else {
      throw failure(.attribute("ratio", value: "\(rate)", supported: "0 to below 1"))
    }
    append("drop", .dropout(Dropout(rate: rate, scaling: .training)))
  }

  /// `Mul` by a constant below 1: dropout whose values are scaled in testing.
  mutating func readFactor(_ inputs: [String]) throws(ONNXImportError) {
    let factor = Double(try number(inputs, 0))
    guard factor > 0, factor <= 1 else {
      throw failure(.constant(inputs[0].quoted, expected: "a factor above 0 and at most 1"))
    }
    append("drop", .dropout(Dropout(rate: 1 - factor, scaling: .testing)))
  }

  // MARK: Windows

  /// The windows of an operator over an image, whose padding is given or follows from `auto_pad`.
  func windows(_ node: ONNXNode, size: [Int]) throws(ONNXImportError) -> WindowGeometry {
    let strides = try integers(node, "strides", in: Self.sides, default: [1, 1])
    guard try integers(node, "dilations", in: Self.sides, default: [1, 1]) == [1, 1] else {
      throw failure(.attribute("dilations", value: "above 1", supported: "dense windows"))
    }
    var pads = try integers(node, "pads", in: 0...Self.sides.upperBound, default: [0, 0, 0, 0])
    switch node.attributes["auto_pad"] {
    case nil, .string("NOTSET"), .string(""): break
    case .string("VALID"): pads = [0, 0, 0, 0]
    case .string("SAME_UPPER"), .string("SAME_LOWER"):
      for (axis, length) in [image.height, image.width].enumerated() {
        let outputs = (length - 1) / strides[axis] + 1
        let total = max(0, (outputs - 1) * strides[axis] + size[axis] - length)
        let smaller = total / 2
        let isUpper = node.attributes["auto_pad"] == .string("SAME_UPPER")
        pads[axis] = isUpper ? smaller : total - smaller
        pads[axis + 2] = total - pads[axis]
      }
    default: throw failure(.attribute("auto_pad", value: "another kind", supported: "explicit padding"))
    }
    return WindowGeometry(
      rows: size[0], columns: size[1], rowStride: strides[0], columnStride: strides[1],
      padding: Padding(top: pads[0], bottom: pads[2], left: pads[1], right: pads[3]))
  }

  private func poolingWindows(_ node: ONNXNode) throws(ONNXImportError) -> WindowGeometry {
    guard !isFlat else { throw failure(.misfit("pooling of what has been flattened")) }
    let size = try integers(node, "kernel_shape", in: Self.sides, default: nil)
    var geometry = try windows(node, size: size)
    if try integer(node, "ceil_mode", default: 0) != 0 { geometry.rounding = .ceil }
    return geometry
  }

  /// Makes what the windows give the current image.
  mutating func move(by geometry: WindowGeometry, channels: Int) throws(ONNXImportError) {
    do throws(ShapeError) {
      let outputs = try geometry.outputs(height: image.height, width: image.width, operation: "windows")
      set(image: (channels, outputs.rows, outputs.columns))
    } catch {
      throw failure(.misfit("\(error)"))
    }
  }
}
