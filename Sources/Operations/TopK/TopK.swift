import Kernels
import Tensors

/// The k best classes of each image, and whether its label is among them (the paper's top-1 and top-5 errors).
///
/// N images, K classes; scores or probabilities N×K. Classes are ordered by falling score; of equal scores the lower
/// class is first; NaN comes last, the lower class first. So a network that gives every class the same score is right
/// about class 0 only. A k above K means all classes.
public struct TopK: Hashable, Sendable {
  /// How many classes count, at least 1.
  public var k: Int

  /// The k best.
  public init(k: Int) { self.k = k }

  static let name = "top k"

  /// The k best classes of each image, best first: N rows of min(k, K).
  ///
  /// - Throws: `ShapeError` if the scores are not N×K with K ≥ 1, or k is not positive.
  public func indices<Scalar: KernelScalar>(_ scores: TensorView<Scalar>) throws(ShapeError) -> [[Int]] {
    try checkCount()
    guard scores.shape.rank == 2, scores.shape[1] > 0 else {
      throw ShapeError(
        operation: Self.name, argument: "scores", given: scores.shape.description,
        expected: "two dimensions (N, K), K ≥ 1")
    }
    let classes = scores.shape[1]
    return (0..<scores.shape[0]).map { image in
      Self.best(scores.base + image * classes, classes, count: min(k, classes))
    }
  }

  /// Images whose label is among their k best classes.
  ///
  /// - Throws: `LabelError` if a label is no class, the scores are not N×K with K ≥ 1, or k is not positive.
  public func correctCount<Scalar: KernelScalar>(
    scores: TensorView<Scalar>, labels: some RandomAccessCollection<some FixedWidthInteger>
  ) throws(LabelError) -> Int {
    do throws(ShapeError) {
      try checkCount()
    } catch {
      throw .shape(error)
    }
    var count = 0
    for rank in try Self.ranks(scores: scores, labels: labels) where rank < k { count += 1 }
    return count
  }

  /// The rank of each image's label: the number of classes before it, 0 if it is the best.
  ///
  /// A label is among the k best if its rank is below k, so that one call serves several k.
  ///
  /// - Throws: `LabelError` if a label is no class, or the scores are not N×K with K ≥ 1.
  public static func ranks<Scalar: KernelScalar>(
    scores: TensorView<Scalar>, labels: some RandomAccessCollection<some FixedWidthInteger>
  ) throws(LabelError) -> [Int] {
    let classes = try LabelError.check(labels, scores: scores.shape, operation: name, argument: "scores")
    return labels.enumerated().map { image, label in
      rank(of: Int(label), scores.base + image * classes, classes)
    }
  }

  private func checkCount() throws(ShapeError) {
    guard k > 0 else {
      throw ShapeError(operation: Self.name, argument: "k", given: "\(k)", expected: "at least 1")
    }
  }

  /// Classes that come before `label`.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  private static func rank<Scalar: KernelScalar>(
    of label: Int, _ scores: UnsafePointer<Scalar>, _ classes: Int
  ) -> Int {
    var rank = 0
    for other in 0..<classes where other != label {
      if comes(other, before: label, scores) { rank += 1 }
    }
    return rank
  }

  /// The first `count` classes in order, by insertion: few classes displace one of the best.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  private static func best<Scalar: KernelScalar>(
    _ scores: UnsafePointer<Scalar>, _ classes: Int, count: Int
  ) -> [Int] {
    var best: [Int] = []
    best.reserveCapacity(count + 1)
    for candidate in 0..<classes {
      var place = best.count
      while place > 0 && comes(candidate, before: best[place - 1], scores) { place -= 1 }
      guard place < count else { continue }
      best.insert(candidate, at: place)
      if best.count > count { best.removeLast() }
    }
    return best
  }

  /// Whether class `a` comes before class `b`.
  @inline(__always)
  private static func comes<Scalar: KernelScalar>(
    _ a: Int, before b: Int, _ scores: UnsafePointer<Scalar>
  ) -> Bool {
    let (x, y) = (scores[a], scores[b])
    if x > y { return true }
    if x < y { return false }
    // Equal, or one is NaN.
    return x.isNaN == y.isNaN ? a < b : y.isNaN
  }
}
