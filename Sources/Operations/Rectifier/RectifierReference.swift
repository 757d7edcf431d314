import Tensors

/// The rectifier straight from its definition, for comparison.
package enum RectifierReference {
  /// `y = x > 0 ? x : 0`.
  package static func forward<Scalar: TensorScalar>(_ input: Tensor<Scalar>) -> Tensor<Scalar> {
    Tensor(shape: input.shape, elements: input.elements.map { $0 > 0 ? $0 : 0 })
  }

  /// `dx = x > 0 ? dy : 0`, from the input.
  package static func backward<Scalar: TensorScalar>(
    input: Tensor<Scalar>, outputGradient: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    Tensor(shape: input.shape, elements: zip(input.elements, outputGradient.elements).map { $0 > 0 ? $1 : 0 })
  }
}
