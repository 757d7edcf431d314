/// One block of a matrix product: `C[rows][columns] += A[rows][all] · B[all][columns]`.
///
/// Terms of an element are added in the order of the inner index, each with one rounding, onto the value that C holds.
/// So the cuts along the inner dimension, which follow cache sizes, change no bit.
public struct MatrixMultiplyJob<Scalar: BinaryFloatingPoint & SIMDScalar> {
  /// Left factor; the elements of a row are contiguous.
  public var left: UnsafePointer<Scalar>
  /// Scalars from one row of the left factor to the next.
  public var leftStride: Int
  /// Right factor.
  public var right: UnsafePointer<Scalar>
  /// Scalars from one row of the right factor to the next, and from one column to the next; one of them is 1.
  public var rightRowStride: Int, rightColumnStride: Int
  /// The product; the elements of a row are contiguous.
  public var product: UnsafeMutablePointer<Scalar>
  /// Scalars from one row of the product to the next.
  public var productStride: Int
  /// Inner dimension.
  public var depth: Int
  /// Rows and columns of the product that this job computes.
  public var rows: Range<Int>, columns: Range<Int>
  /// Whether sums start from the product's values; from zero otherwise, and the product is not read.
  public var accumulates: Bool
  /// `matrixMultiplyScratchCount` scalars of the caller's.
  public var scratch: UnsafeMutablePointer<Scalar>

  /// A job with every part named; see the properties.
  @inlinable
  public init(
    left: UnsafePointer<Scalar>, leftStride: Int, right: UnsafePointer<Scalar>, rightRowStride: Int,
    rightColumnStride: Int, product: UnsafeMutablePointer<Scalar>, productStride: Int, depth: Int, rows: Range<Int>,
    columns: Range<Int>, accumulates: Bool, scratch: UnsafeMutablePointer<Scalar>
  ) {
    self.left = left
    self.leftStride = leftStride
    self.right = right
    self.rightRowStride = rightRowStride
    self.rightColumnStride = rightColumnStride
    self.product = product
    self.productStride = productStride
    self.depth = depth
    self.rows = rows
    self.columns = columns
    self.accumulates = accumulates
    self.scratch = scratch
  }
}

/// Inner terms of a packed panel (KC): 64 columns of Float fill 64 KiB, a part of second-level cache.
@inlinable @inline(__always)
public var matrixMultiplyDepth: Int { 256 }

/// Scalars of scratch that a `MatrixMultiplyJob` needs for panels of `width` columns.
@inlinable
public func matrixMultiplyScratchCount(width: Int) -> Int {
  (matrixMultiplyDepth + tileRows) * width
}

/// Runs a `MatrixMultiplyJob`: for each panel of columns, for each KC of depth: pack, then tile after tile of rows.
///
/// - Parameters:
///   - tileVectors: vectors of a full tile's row on this instruction set.
///   - tile: the row tile: (vectors, count, rows, panel, tile, stride, accumulates).
@inlinable @inline(__always)
public func matrixMultiplyBody<A: Arithmetic>(
  _: A.Type, _ job: MatrixMultiplyJob<A.Vector.Scalar>, tileVectors: Int,
  tile: (
    Int, Int, RowPointers<A.Vector.Scalar>, UnsafePointer<A.Vector.Scalar>, UnsafeMutablePointer<A.Vector.Scalar>, Int,
    Bool
  ) -> Void
) {
  let lanes = A.Vector.lanes
  let edge = job.scratch
  let panel = edge + tileRows * tileVectors * lanes
  var depthStart = 0
  while depthStart < job.depth {
    let depth = min(matrixMultiplyDepth, job.depth - depthStart)
    let accumulates = job.accumulates || depthStart > 0
    var column = job.columns.lowerBound
    while column < job.columns.upperBound {
      let columns = min(tileVectors * lanes, job.columns.upperBound - column)
      let vectors = (columns + lanes - 1) / lanes
      let width = vectors * lanes
      packPanel(A.self, job, depthStart: depthStart, depth: depth, column: column, columns: columns, panel: panel)
      var row = job.rows.lowerBound
      while row < job.rows.upperBound {
        let valid = min(tileRows, job.rows.upperBound - row)
        let left = job.left
        var rows: RowPointers<A.Vector.Scalar> = [left, left, left, left, left, left]
        for i in 0..<tileRows { rows[i] = left + (row + min(i, valid - 1)) * job.leftStride + depthStart }
        let corner = job.product + row * job.productStride + column
        if valid == tileRows && columns == width {
          tile(vectors, depth, rows, panel, corner, job.productStride, accumulates)
        } else {
          if accumulates { copyRows(A.self, corner, job.productStride, edge, width, rows: valid, columns: columns) }
          tile(vectors, depth, rows, panel, edge, width, accumulates)
          copyRows(A.self, edge, width, corner, job.productStride, rows: valid, columns: columns)
        }
        row += tileRows
      }
      column += columns
    }
    depthStart += depth
  }
}

/// Copies `rows` rows of `columns` scalars between strided places.
@inlinable @inline(__always)
func copyRows<A: Arithmetic>(
  _: A.Type, _ from: UnsafePointer<A.Vector.Scalar>, _ fromStride: Int, _ to: UnsafeMutablePointer<A.Vector.Scalar>,
  _ toStride: Int, rows: Int, columns: Int
) {
  for i in 0..<rows {
    var j = 0
    while j < columns {
      A.Vector.load(from + i * fromStride + j, count: columns - j)
        .store(to + i * toStride + j, count: columns - j)
      j += A.Vector.lanes
    }
  }
}

/// Copies a panel of the right factor into `depth × width`, zero behind the last column.
@inlinable @inline(__always)
func packPanel<A: Arithmetic>(
  _: A.Type, _ job: MatrixMultiplyJob<A.Vector.Scalar>, depthStart: Int, depth: Int, column: Int, columns: Int,
  panel: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let lanes = A.Vector.lanes
  let width = (columns + lanes - 1) / lanes * lanes
  let corner = job.right + depthStart * job.rightRowStride + column * job.rightColumnStride
  if job.rightColumnStride == 1 {
    for t in 0..<depth {
      var j = 0
      while j < width {
        A.Vector.load(corner + t * job.rightRowStride + j, count: max(0, columns - j)).store(panel + t * width + j)
        j += lanes
      }
    }
  } else {
    // A block of `lanes` terms at a time: the lines read stay in cache until each of their scalars has been used.
    var first = 0
    while first < depth {
      let last = min(first + lanes, depth)
      for j in 0..<width {
        let from = corner + j * job.rightColumnStride
        for t in first..<last { panel[t * width + j] = j < columns ? from[t * job.rightRowStride] : 0 }
      }
      first = last
    }
  }
}

/// `y[j] += Σ_t x[t · stride] · right[t][j]`, terms in the order of t, each with one rounding: a row vector times a matrix.
///
/// Reads each row of the right factor once, front to back, which is as fast as memory delivers it; eight rows at a time, so that y
/// is loaded and stored once for eight of them.
@inlinable @inline(__always)
public func vectorMatrixBody<A: Arithmetic>(
  _: A.Type, depth: Int, columns: Int, x: UnsafePointer<A.Vector.Scalar>, stride: Int,
  right: UnsafePointer<A.Vector.Scalar>, rightStride: Int, y: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let lanes = A.Vector.lanes
  let rowsAtOnce = 8
  var t = 0
  while t < depth {
    let rows = min(rowsAtOnce, depth - t)
    let block = right + t * rightStride
    var j = 0
    if rows == rowsAtOnce {
      while j + lanes <= columns {
        var sum = A.Vector.load(y + j)
        for i in 0..<rowsAtOnce {
          let factor = A.Vector(repeating: x[(t + i) * stride])
          sum = A.multiplyAdd(sum, factor, A.Vector.load(block + i * rightStride + j))
        }
        sum.store(y + j)
        j += lanes
      }
    }
    while j < columns {
      var sum = A.Vector.load(y + j, count: columns - j)
      for i in 0..<rows {
        let factor = A.Vector(repeating: x[(t + i) * stride])
        sum = A.multiplyAdd(sum, factor, A.Vector.load(block + i * rightStride + j, count: columns - j))
      }
      sum.store(y + j, count: columns - j)
      j += lanes
    }
    t += rows
  }
}
