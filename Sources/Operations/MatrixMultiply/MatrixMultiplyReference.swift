import Kernels
import Tensors

extension MatrixMultiply {
  /// `C ← α·A·B + β·C` as written, without tiles, for comparison.
  package static func reference<Scalar: KernelScalar>(
    _ left: MatrixView<Scalar>, _ right: MatrixView<Scalar>, into product: MutableMatrixView<Scalar>, alpha: Scalar,
    beta: Scalar
  ) {
    for i in 0..<product.rows {
      for j in 0..<product.columns {
        var sum: Scalar = 0
        for t in 0..<left.columns {
          sum +=
            left.base[i * left.rowStride + t * left.columnStride]
            * right.base[t * right.rowStride + j * right.columnStride]
        }
        let old = product.base[i * product.rowStride + j]
        product.base[i * product.rowStride + j] = beta == 0 ? alpha * sum : alpha * sum + beta * old
      }
    }
  }
}
