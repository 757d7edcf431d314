import KernelBodies
import Kernels
import Tensors

/// A right factor in the order in which register tiles read it, for a matrix that is multiplied with many times.
///
/// Panels of as many columns as a register tile has, each row after row without gaps; the last one is as wide as whole vectors
/// need, with zeros behind the last column. A product then packs nothing, and reads memory front to back. Products have the
/// bits of those with the matrix itself. The order is that of one instruction set, whose kernels multiply with it.
public struct PackedMatrix<Scalar: KernelScalar>: Sendable {
  /// Rows of the matrix.
  public let rows: Int
  /// Columns of the matrix.
  public let columns: Int

  let kernels: KernelTable<Scalar>
  private let storage: AlignedStorage<Scalar>

  /// Copies a matrix of any strides.
  public init(_ matrix: MatrixView<Scalar>) {
    rows = matrix.rows
    columns = matrix.columns
    kernels = Scalar.kernels
    let width = kernels.tileVectors * kernels.lanes
    storage = AlignedStorage(count: rows * ((columns + kernels.lanes - 1) / kernels.lanes * kernels.lanes))
    Parallel.forEach((columns + width - 1) / width) { [self] panel in
      let first = panel * width
      let out = storage.base + first * rows
      let corner = matrix.base + first * matrix.columnStride
      let count = min(width, columns - first)
      if matrix.columnStride == 1 {
        kernels.packRows(rows, corner, matrix.rowStride, count, self.width(ofPanelAt: first), out)
      } else {
        for row in 0..<rows {
          for column in 0..<count {
            out[row * self.width(ofPanelAt: first) + column] =
              corner[row * matrix.rowStride + column * matrix.columnStride]
          }
        }
      }
    }
  }

  /// Bytes of the panels.
  public var byteCount: Int { storage.count * MemoryLayout<Scalar>.stride }

  /// The matrix itself.
  public func unpacked() -> Tensor<Scalar> {
    var tensor = Tensor<Scalar>(shape: [rows, columns])
    tensor.withMutableView { view in
      for first in stride(from: 0, to: columns, by: panelWidth) {
        let count = min(panelWidth, columns - first)
        for row in 0..<rows {
          (view.base + row * columns + first)
            .update(from: base + first * rows + row * width(ofPanelAt: first), count: count)
        }
      }
    }
    return tensor
  }

  /// The first panel; the one of column c begins c · rows later.
  var base: UnsafePointer<Scalar> { UnsafePointer(storage.base) }

  /// Columns of a full panel.
  var panelWidth: Int { kernels.tileVectors * kernels.lanes }

  /// Scalars of a row of the panel that begins at column `first`.
  func width(ofPanelAt first: Int) -> Int {
    min(panelWidth, (columns - first + kernels.lanes - 1) / kernels.lanes * kernels.lanes)
  }
}
