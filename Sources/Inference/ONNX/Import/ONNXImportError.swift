import Networks
import WeightFormats

/// Why an ONNX graph is no network of this family.
public struct ONNXImportError: Error, Sendable, CustomStringConvertible {
  /// What is wrong, with its facts.
  public enum Reason: Sendable {
    /// The file's tensors cannot be read.
    case tensor(ONNXError)
    /// An operator is not one of those that are known.
    case unsupportedOperator(String)
    /// An attribute has a value that is not supported.
    case attribute(String, value: String, supported: String)
    /// An input should be a constant tensor of a shape, and is not.
    case constant(String, expected: String)
    /// A tensor is the weights of two layers.
    case sharedWeights(String)
    /// An operator does not fit what it reads.
    case misfit(String)
    /// An operator reads something else than the output of the one before: the graph is no chain.
    case branch(reads: String, current: String)
    /// The graph does not have one input of images of a known size.
    case input(String)
    /// The graph's operators do not lead to its output.
    case output(String)
    /// A layer's output is larger than any network's.
    case tooLarge
    /// The layers do not fit each other.
    case network(NetworkError)
  }

  /// The file's path, or the name given with its bytes.
  public let file: String
  /// The operator and its node's name, or what it makes; empty where the graph as a whole is meant.
  public let node: String
  /// What is wrong.
  public let reason: Reason

  /// The operators that are known.
  static let operators = [
    "Add", "AveragePool", "Constant", "Conv", "Dropout", "Flatten", "Gemm", "GlobalAveragePool", "Identity", "LRN",
    "MatMul", "MaxPool", "Mul", "Relu", "Reshape", "Softmax",
  ]

  /// The file, the node, what is wrong there and the remedy in one line.
  public var description: String {
    if case .tensor(let error) = reason { return error.description }
    return "\(file): " + (node.isEmpty ? "" : "\(node): ") + problem
  }

  private var problem: String {
    switch reason {
    case .tensor(let error): error.description
    case .unsupportedOperator(let name):
      "the operator \(name) is not supported; those that are: " + Self.operators.joined(separator: ", ")
        + "; simplify the graph, or take its weights alone and name the network with --network"
    case .attribute(let name, let value, let supported):
      "\(name) of \(value) is not supported; export the network with \(supported)"
    case .constant(let name, let expected): "its input \(name) is not \(expected); fold constants when exporting"
    case .sharedWeights(let name):
      "its weights \(name) are another layer's too, which is not supported; export each layer with tensors of its own"
    case .misfit(let problem): "\(problem); the file is damaged, or was exported with other shapes"
    case .branch(let reads, let current):
      "it reads \(reads) where \(current) was due; only chains of layers are supported"
    case .input(let problem): "\(problem); export the network with one input N×C×H×W, C 1 or 3, H and W fixed"
    case .output(let problem): "\(problem); export the network with one output, its logits or softmax"
    case .tooLarge: "its output is larger than 2²⁸ numbers an image; check the input's size"
    case .network(let error): "\(error); export a network that ends with a fully connected layer"
    }
  }
}
