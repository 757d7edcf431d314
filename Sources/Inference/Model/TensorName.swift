import Networks

/// A tensor's name taken apart: the layer it belongs to and its role there, as the field's tools spell them.
struct TensorName: Hashable {
  /// The layer, such as "conv1" or "features.0".
  let layer: String
  /// Weights or biases.
  let role: NetworkPlan.Parameter.Role

  /// Endings: PyTorch's and ours, TensorFlow's and MXNet's, Caffe2's and the ONNX zoo's, Caffe's numbered blobs.
  private static let endings: [(text: String, role: NetworkPlan.Parameter.Role)] = [
    (".weight", .weights), (".bias", .biases), (".weights", .weights), (".biases", .biases), ("_weight", .weights),
    ("_bias", .biases), ("_w_0", .weights), ("_b_0", .biases), ("_w", .weights), ("_b", .biases), (".0", .weights),
    (".1", .biases), ("/0", .weights), ("/1", .biases), ("[0]", .weights), ("[1]", .biases),
  ]

  /// Takes a name apart; nil if it ends like none of a layer's tensors.
  init?(_ name: String) {
    guard let ending = Self.endings.first(where: { name.hasSuffix($0.text) }), name.count > ending.text.count else {
      return nil
    }
    layer = String(name.dropLast(ending.text.count))
    role = ending.role
  }

  /// Whether the layer is `name`, perhaps within a module: "module.features.0" is "features.0".
  func isOf(_ name: String) -> Bool { layer == name || layer.hasSuffix("." + name) || layer.hasSuffix("/" + name) }
}
