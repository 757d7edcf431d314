/// A network as ONNX has it: operators that read and make named tensors.
public struct ONNXGraph: Equatable, Sendable {
  /// Its name.
  public var name = ""
  /// The operators, each behind those whose outputs it reads.
  public var nodes: [ONNXNode] = []
  /// Constant tensors: weights, shapes.
  public var initializers: [ONNXTensor] = []
  /// What is fed; in older files initializers are among them.
  public var inputs: [ONNXValue] = []
  /// What comes out.
  public var outputs: [ONNXValue] = []
}
