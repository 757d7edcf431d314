import Files

/// A reason why a file of Caffe cannot be read.
public struct CaffeError: Error, Equatable, Sendable {
  /// What is wrong, with its facts.
  public enum Reason: Equatable, Sendable {
    /// The operating system refused.
    case file(FileError)
    /// The bytes are not those of such a message.
    case wire(ProtobufError)
    /// No layer has numbers.
    case noNumbers
    /// A layer is written as before Caffe's first release.
    case oldLayer(number: Int)
    /// Two layers with numbers have one name.
    case duplicateLayer(String)
    /// A shape has a size that is negative, or too many elements.
    case impossibleShape([Int], blob: String)
    /// A shape and its numbers differ in count.
    case sizeMismatch(shape: [Int], numbers: Int, blob: String)
    /// The file has no tensor of the name.
    case noSuchTensor(String)
    /// A mean is not of one image of planes.
    case notAnImage([Int])
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

extension CaffeError: CustomStringConvertible {
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
    case .noNumbers: "no layer has weights"
    case .oldLayer(let number): "layer \(number) is in the format from before Caffe's first release"
    case .duplicateLayer(let name): "two layers with weights are named \(name.quoted)"
    case .impossibleShape(let shape, let blob): "\(blob.quoted): no numbers fill the shape \(shape.shapeText)"
    case .sizeMismatch(let shape, let numbers, let blob):
      "\(blob.quoted): \(numbers) numbers for the shape \(shape.shapeText)"
    case .noSuchTensor(let name): "no tensor \(name.quoted)"
    case .notAnImage(let shape): "a shape of \(shape.shapeText), which is not one image of 1 or 3 planes"
    }
  }

  private var remedy: String {
    switch reason {
    case .file(let error): error.remedy
    case .wire, .impossibleShape, .sizeMismatch, .duplicateLayer:
      "the file is damaged or of another format: fetch or write it again"
    case .noNumbers: "give the .caffemodel that training wrote, not a .prototxt or a solver's state"
    case .oldLayer: "convert it with Caffe's upgrade_net_proto_binary"
    case .noSuchTensor: "check the name against the file's list of tensors"
    case .notAnImage: "give a mean image as Caffe's compute_image_mean writes it"
    }
  }
}
