import Files

/// A reason why a file of the ONNX format cannot be read.
public struct ONNXError: Error, Equatable, Sendable {
  /// What is wrong, with its facts.
  public enum Reason: Equatable, Sendable {
    /// The operating system refused.
    case file(FileError)
    /// The bytes are not those of such a message.
    case wire(ProtobufError)
    /// The file has no graph.
    case noGraph
    /// Two tensors of the graph have one name.
    case duplicateTensor(String)
    /// A shape has a size that is negative, or too many elements.
    case impossibleShape([Int], tensor: String)
    /// A shape and its elements differ in count.
    case sizeMismatch(needed: Int, present: Int, tensor: String)
    /// A tensor is in an encoding that its type does not have.
    case encoding(String, type: String, tensor: String)
    /// The file has no tensor of the name.
    case noSuchTensor(String)
    /// A tensor's elements are no real numbers, or no integers, as they are asked for.
    case wrongType(String, expected: String, tensor: String)
    /// A tensor's elements lie in another file, which cannot be used.
    case externalData(location: String, problem: String, tensor: String)
  }

  /// The file's path, or the name given with its bytes.
  public let file: String

  /// What is wrong.
  public let reason: Reason

  package init(file: String, reason: Reason) {
    self.file = file
    self.reason = reason
  }
}

extension ONNXError: CustomStringConvertible {
  /// The file, the place, what is wrong there and the remedy in one line.
  public var description: String {
    switch reason {
    case .file(let error): error.description
    case .wire(let error): error.description
    default: "\(file): \(problem); \(remedy)"
    }
  }

  private var problem: String {
    switch reason {
    case .file(let error): error.description
    case .wire(let error): error.description
    case .noGraph: "no graph"
    case .duplicateTensor(let name): "two tensors are named \(name.quoted)"
    case .impossibleShape(let shape, let tensor):
      "tensor \(tensor.quoted): no elements fill the shape \(shape.shapeText)"
    case .sizeMismatch(let needed, let present, let tensor):
      "tensor \(tensor.quoted): its shape and type need \(needed), there are \(present)"
    case .encoding(let encoding, let type, let tensor):
      "tensor \(tensor.quoted): elements of \(type) as \(encoding)"
    case .noSuchTensor(let name): "no tensor \(name.quoted)"
    case .wrongType(let type, let expected, let tensor):
      "tensor \(tensor.quoted): elements of \(type), not \(expected)"
    case .externalData(let location, let problem, let tensor):
      "tensor \(tensor.quoted): its elements are in the file \(location.quoted), which \(problem)"
    }
  }

  private var remedy: String {
    switch reason {
    case .file(let error): error.remedy
    case .wire, .noGraph, .duplicateTensor, .impossibleShape, .sizeMismatch, .encoding:
      "the file is damaged or of another format: fetch or write it again"
    case .noSuchTensor: "check the name against the file's list of tensors"
    case .wrongType: "convert the tensor"
    case .externalData: "put that file beside the model, or save the model as one file (onnx.save does)"
    }
  }
}
