import Operations

/// Why a network cannot be built or run.
public enum NetworkError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A layer's input does not fit it.
  case layer(name: String, ShapeError)
  /// Two layers have one name.
  case duplicateName(String)
  /// There are no layers, or the last one does not give one row of logits an image.
  case noLogits(last: String, shape: String)
  /// No preset has that name.
  case unknownPreset(name: String, known: [String])
  /// More images than the network's memory is planned for.
  case tooManyImages(given: Int, capacity: Int)
  /// The class of an image is not one that the network has.
  case label(image: Int, label: Int, classes: Int)
  /// Weights cannot be stored narrowly.
  case narrow(parameter: String, NarrowWeightsError)

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .layer(let name, let error): "layer \(name): \(error)"
    case .duplicateName(let name): "two layers are named \(name); names must be unique"
    case .noLogits(let last, let shape):
      "the last layer (\(last)) gives \(shape) an image; a network ends with a fully connected layer, one output a class"
    case .unknownPreset(let name, let known):
      "there is no network '\(name)'; there are \(known.joined(separator: ", "))"
    case .tooManyImages(let given, let capacity):
      "\(given) images for a network whose memory is planned for \(capacity)"
    case .label(let image, let label, let classes):
      "image \(image) has class \(label), but the network has classes 0 to \(classes - 1)"
    case .narrow(let parameter, let error): "\(parameter): \(error)"
    }
  }
}
