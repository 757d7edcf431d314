import KernelBodies
import Kernels
import Tensors

/// The general matrix product, `C ← α·A·B + β·C`.
///
/// Legend: A is M×K, B is K×N, C is M×N; each factor may be transposed and have any strides, C has contiguous rows.
///
/// **Definition of the bits.** An element starts at β·c (at 0 if β is 0, and then C is not read), and the terms
/// (α·a)·b are added in the order of the inner index, each with one rounding. This fixes every bit: neither tiles, nor
/// threads, nor the path taken show in the result; and a product over a batch equals the products over its parts, added
/// up in order. The error is at most (K + 2)·ε·Σ|αab| + 2ε|βc| (Higham, Accuracy and Stability, 3.1).
///
/// **How.** Five loops (Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008):
///
///     5  blocks of rows whose packed left factor fits a bound   (only where A must be packed)
///     4  blocks of columns × blocks of rows: the tasks of the threads
///     3  KC = 256 inner indices
///     2  panels of NR columns, whose right factors are packed
///     1  tiles of MR = 6 rows: the register tile, `rowTileBody`
///
/// The first tile of a panel packs it as it goes, and the others prefetch what the next panel will pack. A is read where it
/// lies if its rows are contiguous; six row pointers feed the tile. Where a side is 1, and where few rows meet a large right
/// factor, the product streams that matrix once and packs nothing (`streamedProductBody`). A right factor that is multiplied with
/// again and again can be packed for good: `PackedMatrix`.
public enum MatrixMultiply {
  /// `C ← α·A·B + β·C`.
  ///
  /// - Throws: `ShapeError` if the extents do not fit.
  public static func multiply<Scalar: KernelScalar>(
    _ left: MatrixView<Scalar>, _ right: MatrixView<Scalar>, into product: MutableMatrixView<Scalar>,
    alpha: Scalar = 1, beta: Scalar = 0
  ) throws(ShapeError) {
    try multiply(left, right, into: product, alpha: alpha, beta: beta, onAllThreads: true)
  }

  /// `C ← A·B + β·C` with a right factor that is packed already; the bits are those of the product with `right.unpacked()`.
  ///
  /// - Throws: `ShapeError` if the extents do not fit.
  public static func multiply<Scalar: KernelScalar>(
    _ left: MatrixView<Scalar>, _ right: PackedMatrix<Scalar>, into product: MutableMatrixView<Scalar>, beta: Scalar = 0
  ) throws(ShapeError) {
    try check(left, rows: right.rows, columns: right.columns, product)
    let plan = MatrixMultiplyPlan(kernels: right.kernels, isParallel: true)
    guard plan.begin(product, beta: beta, terms: left.columns) else { return }
    plan.accumulate(left, right, into: product, startsAtZero: beta == 0)
  }

  /// The same on the calling thread alone, for tasks that are themselves shared between threads.
  static func multiplySerially<Scalar: KernelScalar>(
    _ left: MatrixView<Scalar>, _ right: MatrixView<Scalar>, into product: MutableMatrixView<Scalar>,
    beta: Scalar = 0, kernels: KernelTable<Scalar>
  ) throws(ShapeError) {
    try multiply(left, right, into: product, alpha: 1, beta: beta, onAllThreads: false, kernels: kernels)
  }

  private static func multiply<Scalar: KernelScalar>(
    _ left: MatrixView<Scalar>, _ right: MatrixView<Scalar>, into product: MutableMatrixView<Scalar>,
    alpha: Scalar, beta: Scalar, onAllThreads: Bool, kernels: KernelTable<Scalar> = Scalar.kernels
  ) throws(ShapeError) {
    try check(left, rows: right.rows, columns: right.columns, product)
    let plan = MatrixMultiplyPlan(kernels: kernels, isParallel: onAllThreads)
    guard plan.begin(product, beta: beta, terms: left.columns) else { return }
    if alpha == 1 {
      plan.accumulate(left, right, into: product, startsAtZero: beta == 0)
    } else {
      // α·a is rounded once, as the definition says.
      Scratch.with(left.rows * left.columns, of: Scalar.self) { scaled in
        let copy = MutableMatrixView(base: scaled, rows: left.rows, columns: left.columns, rowStride: left.columns)
        plan.copy(left, into: copy)
        kernels.scale(left.rows * left.columns, alpha, scaled, scaled)
        plan.accumulate(copy.readable, right, into: product, startsAtZero: beta == 0)
      }
    }
  }

  private static func check<Scalar>(
    _ left: MatrixView<Scalar>, rows: Int, columns: Int, _ product: MutableMatrixView<Scalar>
  ) throws(ShapeError) {
    guard left.columns == rows else {
      throw ShapeError(
        operation: "matrix multiply", argument: "right factor", given: "\(rows)×\(columns)",
        expected: "\(left.columns) rows, as the left factor \(left.rows)×\(left.columns) has columns,")
    }
    guard product.rows == left.rows && product.columns == columns else {
      throw ShapeError(
        operation: "matrix multiply", argument: "product", given: "\(product.rows)×\(product.columns)",
        expected: "\(left.rows)×\(columns)")
    }
  }
}
