/// `out[t][j] = filters[t · stride + j]` for j below `channels`, zero up to `width`: one block of output channels.
///
/// - Parameters:
///   - terms: rows (all taps and input channels).
///   - stride: scalars from one row to the next in `filters`.
@inlinable @inline(__always)
public func packRowsBody<A: Arithmetic>(
  _: A.Type, terms: Int, filters: UnsafePointer<A.Vector.Scalar>, stride: Int, channels: Int, width: Int,
  out: UnsafeMutablePointer<A.Vector.Scalar>
) {
  for t in 0..<terms {
    var j = 0
    while j < width {
      A.Vector.load(filters + t * stride + j, count: max(0, channels - j)).store(out + t * width + j)
      j += A.Vector.lanes
    }
  }
}

/// `out[c · outStride + r] = in[r · inStride + c]`, zero for rows from `rows` up to `paddedRows`: a transposed copy.
///
/// Works on squares of one vector's width, so that each cache line read is used whole.
@inlinable @inline(__always)
public func transposeBody<A: Arithmetic>(
  _: A.Type, rows: Int, paddedRows: Int, columns: Int, from: UnsafePointer<A.Vector.Scalar>, inStride: Int,
  to: UnsafeMutablePointer<A.Vector.Scalar>, outStride: Int
) {
  let side = A.Vector.lanes
  var firstRow = 0
  while firstRow < paddedRows {
    let lastRow = min(firstRow + side, paddedRows)
    var firstColumn = 0
    while firstColumn < columns {
      let lastColumn = min(firstColumn + side, columns)
      if lastRow <= rows && lastRow - firstRow == side {
        for c in firstColumn..<lastColumn {
          var vector = A.Vector()
          for r in 0..<side { vector[r] = from[(firstRow + r) * inStride + c] }
          vector.store(to + c * outStride + firstRow)
        }
      } else {
        for c in firstColumn..<lastColumn {
          for r in firstRow..<lastRow { to[c * outStride + r] = r < rows ? from[r * inStride + c] : 0 }
        }
      }
      firstColumn = lastColumn
    }
    firstRow = lastRow
  }
}
