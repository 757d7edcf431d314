import Kernels
import Tensors

/// The softmax and the loss of multinomial logistic regression in one (paper, section 3.5).
///
///     p[n, k] = e^(x[n, k] − m_n) / Σ_j e^(x[n, j] − m_n),   m_n = max x[n, ·]
///     loss_n = log Σ_j e^(x[n, j] − m_n) + (m_n − x[n, label_n]) = −log p[n, label_n]
///
/// N images, K classes; scores and probabilities N×K, losses N in Double, labels from 0 to K − 1. Exponentials, logarithm
/// and sums are in Double and in the order of classes and images. The loss comes from the scores and not from the
/// probability, so it stays exact where that underflows: two classes with scores of ±1e4 cost 0 or 20,000. It is never
/// negative, and +0 (not −0) where the other classes vanish.
///
/// Backward needs the probabilities: `dx = (p − [k = label]) · scale`. The scale is explicit, one over the whole batch's
/// size for a mean, so that the parts of a batch contribute what the whole would.
///
/// A score of −∞ has probability 0, and costs ∞ where it is the label's. A NaN or +∞ among the scores, or nothing but −∞,
/// makes the image's loss and probabilities NaN.
public struct SoftmaxCrossEntropy: Hashable, Sendable {
  /// The loss, which has no parameters.
  public init() {}

  static let name = "softmax cross-entropy"

  /// The probabilities' shape: that of the scores.
  ///
  /// - Throws: `ShapeError` if the scores are not N×K with K ≥ 1.
  public func outputShape(_ scores: Shape) throws(ShapeError) -> Shape {
    guard scores.rank == 2, scores[1] > 0 else {
      throw ShapeError(
        operation: Self.name, argument: "scores", given: scores.description, expected: "two dimensions (N, K), K ≥ 1")
    }
    return scores
  }

  /// Writes each image's loss and probabilities.
  ///
  /// - Parameters:
  ///   - scores: N×K.
  ///   - labels: the class of each image.
  ///   - losses: N.
  ///   - probabilities: N×K; may be the scores' memory.
  /// - Returns: the sum of the losses, in the order of the images.
  /// - Throws: `LabelError` if a label is no class, or a shape does not fit.
  public func forward<Scalar: KernelScalar>(
    scores: TensorView<Scalar>, labels: some RandomAccessCollection<some FixedWidthInteger>,
    losses: MutableTensorView<Double>, probabilities: MutableTensorView<Scalar>
  ) throws(LabelError) -> Double {
    let classes = try LabelError.check(labels, scores: scores.shape, operation: Self.name, argument: "scores")
    let images = scores.shape[0]
    try Self.check(losses.shape, equals: [images], argument: "losses", legend: "N")
    try Self.check(probabilities.shape, equals: scores.shape, argument: "probabilities", legend: "N, K")
    SoftmaxRows.forEach(images, classes: classes) { image, scratch in
      let row = scores.base + image * classes
      let label = Int(labels[labels.index(labels.startIndex, offsetBy: image)])
      // Read before the probabilities are written, which may share the memory.
      let score = Double(row[label])
      let (maximum, sum) = SoftmaxRows.forward(row, into: probabilities.base + image * classes, classes, scratch)
      losses.base[image] = Elementary.logarithm(sum) + (maximum - score)
    }
    var total = 0.0
    for image in 0..<images { total += losses.base[image] }
    return total
  }

  /// Writes the gradient of the scores.
  ///
  /// - Parameters:
  ///   - probabilities: what forward wrote, N×K.
  ///   - labels: those of forward.
  ///   - scale: what the loss's gradient is multiplied by, such as one over the batch's size.
  ///   - scoresGradient: N×K, overwritten; may be the probabilities' memory.
  /// - Throws: `LabelError` if a label is no class, or a shape does not fit.
  public func backward<Scalar: KernelScalar>(
    probabilities: TensorView<Scalar>, labels: some RandomAccessCollection<some FixedWidthInteger>, scale: Double,
    into scoresGradient: MutableTensorView<Scalar>
  ) throws(LabelError) {
    let shape = probabilities.shape
    let classes = try LabelError.check(labels, scores: shape, operation: Self.name, argument: "probabilities")
    try Self.check(scoresGradient.shape, equals: shape, argument: "scores' gradient", legend: "N, K")
    Parallel.forEachRange(shape[0], grain: 16384 / classes + 1) { range in
      for image in range {
        let label = Int(labels[labels.index(labels.startIndex, offsetBy: image)])
        Self.gradient(
          probabilities.base + image * classes, label: label, scale: scale,
          into: scoresGradient.base + image * classes, classes)
      }
    }
  }

  /// Writes the gradient of a row's scores, rounded once.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  private static func gradient<Scalar: KernelScalar>(
    _ probabilities: UnsafePointer<Scalar>, label: Int, scale: Double, into gradient: UnsafeMutablePointer<Scalar>,
    _ classes: Int
  ) {
    for k in 0..<classes {
      gradient[k] = Scalar((Double(probabilities[k]) - (k == label ? 1 : 0)) * scale)
    }
  }

  private static func check(
    _ shape: Shape, equals expected: Shape, argument: String, legend: String
  ) throws(LabelError) {
    do throws(ShapeError) {
      try ShapeError.check(shape, equals: expected, operation: name, argument: argument, legend: legend)
    } catch {
      throw .shape(error)
    }
  }
}
