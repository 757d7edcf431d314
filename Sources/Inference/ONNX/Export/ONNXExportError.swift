/// Why a network cannot be written as an ONNX graph.
public enum ONNXExportError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A layer's convention is not one that the standard's operators express.
  case inexpressible(layer: String, convention: String)

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .inexpressible(let layer, let convention):
      "layer \(layer): ONNX has no operator for \(convention); change the layer, or write the weights alone"
    }
  }
}
