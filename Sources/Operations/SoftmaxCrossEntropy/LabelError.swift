import Tensors

/// Labels that do not fit the scores they belong to.
public enum LabelError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The label of an image names no class.
  case outOfRange(index: Int, label: Int, classes: Int)
  /// A shape does not fit.
  case shape(ShapeError)

  /// The label or shape, what fits, and what to check.
  public var description: String {
    switch self {
    case .outOfRange(let index, let label, let classes):
      "label \(index) is \(label), but the network has the classes 0 to \(classes - 1); "
        + "check that the labels belong to this network and count from 0"
    case .shape(let error): error.description
    }
  }

  /// The number of classes, or why scores and labels do not belong together.
  static func check(
    _ labels: some Collection<some FixedWidthInteger>, scores: Shape, operation: String, argument: String
  ) throws(LabelError) -> Int {
    guard scores.rank == 2, scores[1] > 0 else {
      throw .shape(
        ShapeError(
          operation: operation, argument: argument, given: scores.description,
          expected: "two dimensions (N, K), K ≥ 1"))
    }
    guard labels.count == scores[0] else {
      throw .shape(
        ShapeError(
          operation: operation, argument: "labels", given: "\(labels.count)",
          expected: "\(scores[0]), one for each image,"))
    }
    let classes = scores[1]
    for (index, label) in labels.enumerated() where label < 0 || label >= classes {
      throw .outOfRange(index: index, label: Int(clamping: label), classes: classes)
    }
    return classes
  }
}
