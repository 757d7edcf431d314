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
  /// Scalars from one row of the right factor to the next, and from one column to the next; one of the two is 1.
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

/// Inner terms of a packed block (KC): with the 256 columns of a task, 256 KiB of Float, a part of second-level cache.
@inlinable @inline(__always)
public var matrixMultiplyDepth: Int { 256 }

/// Scalars of scratch that a `MatrixMultiplyJob` of `columns` columns needs, with full panels of `width`.
@inlinable
public func matrixMultiplyScratchCount(columns: Int, width: Int) -> Int {
  matrixMultiplyDepth * ((columns + width - 1) / width * width) + tileRows * width
}

/// Runs a `MatrixMultiplyJob`: for each KC of depth: pack, then panel after panel, and for each tile after tile
/// of rows.
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
  let fullWidth = tileVectors * lanes
  let edge = job.scratch
  let block = edge + tileRows * fullWidth
  var depthStart = 0
  while depthStart < job.depth {
    let depth = min(matrixMultiplyDepth, job.depth - depthStart)
    let accumulates = job.accumulates || depthStart > 0
    packBlock(A.self, job, depthStart: depthStart, depth: depth, fullWidth: fullWidth, block: block)
    var column = job.columns.lowerBound
    while column < job.columns.upperBound {
      let columns = min(fullWidth, job.columns.upperBound - column)
      let vectors = (columns + lanes - 1) / lanes
      let width = vectors * lanes
      let panel = block + (column - job.columns.lowerBound) * depth
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

/// Copies KC rows of the right factor's columns into panels of `depth × width`, zero behind the last column.
///
/// Row after row through all panels, where rows are contiguous: long reads suit the memory.
@inlinable @inline(__always)
func packBlock<A: Arithmetic>(
  _: A.Type, _ job: MatrixMultiplyJob<A.Vector.Scalar>, depthStart: Int, depth: Int, fullWidth: Int,
  block: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let lanes = A.Vector.lanes
  let count = job.columns.upperBound - job.columns.lowerBound
  let corner = job.right + depthStart * job.rightRowStride + job.columns.lowerBound * job.rightColumnStride
  if job.rightColumnStride == 1 {
    for t in 0..<depth {
      let from = corner + t * job.rightRowStride
      var first = 0
      while first + fullWidth <= count {
        let to = block + first * depth + t * fullWidth
        var j = 0
        while j < fullWidth {
          A.Vector.load(from + first + j).store(to + j)
          j += lanes
        }
        first += fullWidth
      }
      while first < count {
        let width = min(fullWidth, (count - first + lanes - 1) / lanes * lanes)
        let to = block + first * depth + t * width
        var j = 0
        while j < width {
          A.Vector.load(from + first + j, count: max(0, count - first - j)).store(to + j)
          j += lanes
        }
        first += width
      }
    }
  } else {
    var first = 0
    while first < count {
      let width = min(fullWidth, (count - first + lanes - 1) / lanes * lanes)
      transposeBody(
        A.self, rows: min(width, count - first), paddedRows: width, columns: depth,
        from: corner + first * job.rightColumnStride, inStride: job.rightColumnStride, to: block + first * depth,
        outStride: width)
      first += width
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
