import Kernels
import Networks
import Tensors
import WeightFormats

/// Networks as graphs of ONNX's standard operators, for other tools to run.
///
///     let bytes = try ONNXExport.bytes(of: network)
///
/// The graph reads `images`, N×C×H×W, prepared as the network's input convention says, and gives `logits`, N×classes, and
/// if asked for `probabilities`. It computes what the network computes in testing:
///
/// - Sizes that are rounded up become explicit padding behind, so no reader has to agree on `ceil_mode`.
/// - ONNX divides α of a response normalization by the window's size; an α that is not divided here is multiplied by it.
/// - Normalization whose windows stop at groups is split into them; spatial normalization is the mean of squares
///   (`AveragePool` with its padding counted), a power and a quotient.
/// - Locally connected layers are windows by `Slice`, and a `MatMul` for each position.
/// - Dropout is nothing, or where values are scaled in testing (the paper's convention) a `Mul`.
///
/// Parameters have the names and shapes of the field's files, conv1.weight and so on, so the file is one of weights too.
public enum ONNXExport {
  /// Name of the graph's input.
  public static let inputName = "images"
  /// Name of the output before softmax.
  public static let logitsName = "logits"
  /// Name of the output of softmax.
  public static let probabilitiesName = "probabilities"

  /// The file of a network and its weights.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - metadata: strings that the file carries.
  ///   - givesProbabilities: whether softmax of the logits is an output too.
  /// - Throws: `ONNXExportError` if a layer has a convention that standard operators do not express.
  public static func bytes(
    of network: Network<Float>, metadata: [String: String] = [:], givesProbabilities: Bool = false
  ) throws(ONNXExportError) -> [UInt8] {
    var builder = ONNXGraphBuilder(network.plan)
    try builder.addLayers()
    for index in network.plan.parameters.indices { builder.add(parameter: index, network.exportParameter(index)) }
    return builder.finish(metadata: metadata, givesProbabilities: givesProbabilities)
  }

  /// The file of a network's plan, whose parameters `parameter` gives in the field's order, by their numbers.
  ///
  /// - Throws: as `bytes(of:metadata:givesProbabilities:)`, and what `parameter` throws.
  public static func bytes(
    _ plan: NetworkPlan, metadata: [String: String] = [:], givesProbabilities: Bool = false,
    parameter: (Int) throws -> [Float]
  ) throws -> [UInt8] {
    var builder = ONNXGraphBuilder(plan)
    try builder.addLayers()
    for index in plan.parameters.indices { builder.add(parameter: index, try parameter(index)) }
    return builder.finish(metadata: metadata, givesProbabilities: givesProbabilities)
  }
}
