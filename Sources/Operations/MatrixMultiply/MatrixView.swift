import Kernels
import Tensors

/// A matrix of borrowed elements with any strides; the transpose of a matrix is another view of it.
public struct MatrixView<Scalar: KernelScalar>: @unchecked Sendable {
  // Unchecked: a pointer for the threads of one operation, which read what no one writes.

  /// Number of rows.
  public let rows: Int
  /// Number of columns.
  public let columns: Int
  /// Scalars from one row to the next.
  public let rowStride: Int
  /// Scalars from one column to the next.
  public let columnStride: Int
  let base: UnsafePointer<Scalar>

  package init(base: UnsafePointer<Scalar>, rows: Int, columns: Int, rowStride: Int, columnStride: Int = 1) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.rowStride = rowStride
    self.columnStride = columnStride
  }

  /// A part of a tensor's elements as a row-major matrix.
  ///
  /// - Parameters:
  ///   - view: the elements.
  ///   - rows: number of rows.
  ///   - columns: number of columns.
  ///   - offset: the first of them.
  ///   - rowStride: elements from one row to the next; the number of columns unless given (the leading dimension).
  /// - Throws: `ShapeError` if the matrix does not lie within the elements.
  public init(
    _ view: TensorView<Scalar>, rows: Int, columns: Int, offset: Int = 0, rowStride: Int? = nil
  ) throws(ShapeError) {
    let stride = rowStride ?? columns
    try Self.check(rows: rows, columns: columns, offset: offset, rowStride: stride, count: view.count)
    self.init(base: view.base + offset, rows: rows, columns: columns, rowStride: stride)
  }

  /// The transpose of the same elements.
  public var transposed: MatrixView {
    MatrixView(base: base, rows: columns, columns: rows, rowStride: columnStride, columnStride: rowStride)
  }

  static func check(rows: Int, columns: Int, offset: Int, rowStride: Int, count: Int) throws(ShapeError) {
    let (span, overflow) = max(0, rows - 1).multipliedReportingOverflow(by: rowStride)
    let fits =
      rows >= 0 && columns >= 0 && offset >= 0 && rowStride >= columns && !overflow
      && (rows == 0 || columns == 0 || span <= count - offset - columns)
    guard fits else {
      throw ShapeError(
        operation: "matrix", argument: "view",
        given: "\(rows)×\(columns) from element \(offset), rows \(rowStride) apart, of \(count) elements",
        expected: "a matrix within its elements, with rows at least as far apart as they are long")
    }
  }
}

/// A matrix of borrowed elements to write; see `MatrixView`.
public struct MutableMatrixView<Scalar: KernelScalar>: @unchecked Sendable {
  // Unchecked: a pointer for the threads of one operation, which write disjoint parts.

  /// Number of rows.
  public let rows: Int
  /// Number of columns.
  public let columns: Int
  /// Scalars from one row to the next.
  public let rowStride: Int
  let base: UnsafeMutablePointer<Scalar>

  package init(base: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int, rowStride: Int) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.rowStride = rowStride
  }

  /// A part of a tensor's elements as a row-major matrix; see `MatrixView.init`.
  public init(
    _ view: MutableTensorView<Scalar>, rows: Int, columns: Int, offset: Int = 0, rowStride: Int? = nil
  ) throws(ShapeError) {
    let stride = rowStride ?? columns
    try MatrixView<Scalar>.check(rows: rows, columns: columns, offset: offset, rowStride: stride, count: view.count)
    self.init(base: view.base + offset, rows: rows, columns: columns, rowStride: stride)
  }

  /// The same elements for reading.
  public var readable: MatrixView<Scalar> {
    MatrixView(base: base, rows: rows, columns: columns, rowStride: rowStride)
  }
}
