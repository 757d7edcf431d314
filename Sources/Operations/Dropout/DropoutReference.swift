import Tensors

/// Dropout straight from its definition, for comparison.
package enum DropoutReference {
  /// The mask of a batch whose first image is number `firstImage`.
  package static func mask<Scalar: TensorScalar>(
    _ operation: Dropout, shape: Shape, of: Scalar.Type, stream: RandomStream, firstImage: Int
  ) -> Tensor<Scalar> {
    let values = shape.count / shape[0]
    var mask = Tensor<Scalar>(shape: shape)
    for image in 0..<shape[0] {
      for i in 0..<values {
        let dropped = stream.bernoulli((firstImage + image) * values + i, probability: operation.rate)
        let factor = operation.scaling == .training ? 1 / (1 - operation.rate) : 1
        mask[image * values + i] = dropped ? 0 : Scalar(factor)
      }
    }
    return mask
  }

  /// `y = x · m`, and with gradients `dx = dy · m`.
  package static func applying<Scalar: TensorScalar>(_ mask: Tensor<Scalar>, to input: Tensor<Scalar>) -> Tensor<Scalar>
  {
    Tensor(shape: input.shape, elements: zip(input.elements, mask.elements).map { $0 * $1 })
  }

  /// `y = x · f` in testing.
  package static func testing<Scalar: TensorScalar>(_ operation: Dropout, input: Tensor<Scalar>) -> Tensor<Scalar> {
    let factor = operation.scaling == .testing ? 1 - operation.rate : 1
    return Tensor(shape: input.shape, elements: input.elements.map { $0 * Scalar(factor) })
  }
}
