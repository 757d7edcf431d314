import Tensors

/// Average pooling straight from its definition, for comparison.
package enum AveragePoolingReference {
  /// `y = Σ x / d` over each window.
  package static func forward<Scalar: TensorScalar>(
    _ operation: AveragePooling, input: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    var elements: [Scalar] = []
    let shape = WindowReference.forEachWindow(operation.geometry, input.shape) { _, places, p, q in
      var sum: Scalar = 0
      for place in places { sum += input[place] }
      elements.append(sum / Scalar(divisor(operation, input.shape, p, q)))
    }
    return Tensor(shape: shape, elements: elements)
  }

  /// Every input of a window gets the output's gradient divided by d.
  package static func backward<Scalar: TensorScalar>(
    _ operation: AveragePooling, inputShape: Shape, outputGradient: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    var gradient = Tensor<Scalar>(shape: inputShape)
    _ = WindowReference.forEachWindow(operation.geometry, inputShape) { output, places, p, q in
      let share = outputGradient[output] / Scalar(divisor(operation, inputShape, p, q))
      for place in places { gradient[place] += share }
    }
    return gradient
  }

  /// Positions of window (p, q) that count: in the image, or in the image and its padding.
  private static func divisor(_ operation: AveragePooling, _ input: Shape, _ p: Int, _ q: Int) -> Int {
    let geometry = operation.geometry
    let padding = geometry.padding
    let (rows, columns) =
      operation.countsPadding
      ? (-padding.top..<input[1] + padding.bottom, -padding.left..<input[2] + padding.right)
      : (0..<input[1], 0..<input[2])
    let (top, left) = (p * geometry.rowStride - padding.top, q * geometry.columnStride - padding.left)
    var count = 0
    for h in top..<top + geometry.rows {
      for w in left..<left + geometry.columns where rows.contains(h) && columns.contains(w) { count += 1 }
    }
    return count
  }
}
