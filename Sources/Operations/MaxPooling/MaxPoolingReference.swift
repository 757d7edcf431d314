import Tensors

/// Max pooling straight from its definition, for comparison.
package enum MaxPoolingReference {
  /// `y = max x` over each window. A NaN in a window is its maximum.
  package static func forward<Scalar: TensorScalar>(_ operation: MaxPooling, input: Tensor<Scalar>) -> Tensor<Scalar> {
    var elements: [Scalar] = []
    let shape = WindowReference.forEachWindow(operation.geometry, input.shape) { _, places, _, _ in
      let values = places.map { input[$0] }
      elements.append(values.contains(where: \.isNaN) ? .nan : values.max() ?? .nan)
    }
    return Tensor(shape: shape, elements: elements)
  }

  /// The first input of each window that equals its maximum gets the gradient; a window with a NaN has none.
  package static func backward<Scalar: TensorScalar>(
    _ operation: MaxPooling, input: Tensor<Scalar>, outputGradient: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    var gradient = Tensor<Scalar>(shape: input.shape)
    _ = WindowReference.forEachWindow(operation.geometry, input.shape) { output, places, _, _ in
      let values = places.map { input[$0] }
      guard !values.contains(where: \.isNaN), let maximum = values.max() else { return }
      guard let first = places.first(where: { input[$0] == maximum }) else { return }
      gradient[first] += outputGradient[output]
    }
    return gradient
  }
}
