import Kernels
import Tensors

/// Single rows of a softmax, in Double whatever the scalar.
enum SoftmaxRows {
  /// Calls `body` for each row, on all threads, with room for one Double a class.
  static func forEach(_ rows: Int, classes: Int, _ body: (_ row: Int, _ scratch: UnsafeMutablePointer<Double>) -> Void)
  {
    Parallel.forEachRange(rows, grain: 2048 / classes + 1) { range in
      Scratch.with(classes) { scratch in
        for row in range { body(row, scratch) }
      }
    }
  }

  /// Writes the probabilities of a row.
  ///
  /// - Returns: the greatest score, and the sum of the exponentials of what the scores are above it.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  static func forward<Scalar: KernelScalar>(
    _ scores: UnsafePointer<Scalar>, into probabilities: UnsafeMutablePointer<Scalar>, _ classes: Int,
    _ exponentials: UnsafeMutablePointer<Double>
  ) -> (maximum: Double, sum: Double) {
    var maximum = -Double.infinity
    for k in 0..<classes {
      let score = Double(scores[k])
      if score > maximum { maximum = score }
    }
    var sum = 0.0
    for k in 0..<classes {
      let exponential = Elementary.exponential(Double(scores[k]) - maximum)
      exponentials[k] = exponential
      sum += exponential
    }
    for k in 0..<classes { probabilities[k] = Scalar(exponentials[k] / sum) }
    return (maximum, sum)
  }

  /// Writes the gradient of a row's scores.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  static func backward<Scalar: KernelScalar>(
    _ probabilities: UnsafePointer<Scalar>, outputGradient: UnsafePointer<Scalar>,
    into inputGradient: UnsafeMutablePointer<Scalar>, _ classes: Int
  ) {
    var mean = 0.0
    for k in 0..<classes { mean += Double(probabilities[k]) * Double(outputGradient[k]) }
    for k in 0..<classes {
      inputGradient[k] = Scalar(Double(probabilities[k]) * (Double(outputGradient[k]) - mean))
    }
  }
}
