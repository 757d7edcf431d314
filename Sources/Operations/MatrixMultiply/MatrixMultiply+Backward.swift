import Kernels

extension MatrixMultiply {
  /// Gradients of `C = α·A·B`: `dA ← α·dC·Bᵀ` and `dB ← α·Aᵀ·dC`.
  ///
  /// - Parameters:
  ///   - left: A, M×K.
  ///   - right: B, K×N.
  ///   - productGradient: dC, M×N.
  ///   - alpha: the factor of the product.
  ///   - leftGradient: receives dA, M×K; left out if nil.
  ///   - rightGradient: receives dB, K×N; left out if nil.
  ///   - beta: what the gradients' present values are multiplied by before the sum is added; 0 overwrites.
  /// - Throws: `ShapeError` if the extents do not fit.
  public static func gradients<Scalar: KernelScalar>(
    left: MatrixView<Scalar>, right: MatrixView<Scalar>, productGradient: MatrixView<Scalar>, alpha: Scalar = 1,
    into leftGradient: MutableMatrixView<Scalar>?, _ rightGradient: MutableMatrixView<Scalar>?, beta: Scalar = 0
  ) throws(ShapeError) {
    if let leftGradient {
      try multiply(productGradient, right.transposed, into: leftGradient, alpha: alpha, beta: beta)
    }
    if let rightGradient {
      try multiply(left.transposed, productGradient, into: rightGradient, alpha: alpha, beta: beta)
    }
  }
}
