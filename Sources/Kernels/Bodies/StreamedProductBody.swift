/// A product of few rows: `C += A·B` where reading B is what takes the time.
///
/// Terms of an element are added in the order of the inner index, each with one rounding, onto the value that C holds.
public struct StreamedProductJob<Scalar: BinaryFloatingPoint & SIMDScalar> {
  /// Rows, inner dimension and columns.
  public var rows: Int, depth: Int, columns: Int
  /// Left factor.
  public var left: UnsafePointer<Scalar>
  /// Scalars from one row of the left factor to the next, and from one column to the next.
  public var leftRowStride: Int, leftColumnStride: Int
  /// Right factor; the elements of a row are contiguous.
  public var right: UnsafePointer<Scalar>
  /// Scalars from one row of the right factor to the next.
  public var rightStride: Int
  /// Rows of the right factor that lie between what is used and what is prefetched; a multiple of eight.
  public var rowsAhead: Int
  /// The product; the elements of a row are contiguous.
  public var product: UnsafeMutablePointer<Scalar>
  /// Scalars from one row of the product to the next.
  public var productStride: Int

  /// A job with every part named; see the properties.
  @inlinable
  public init(
    rows: Int, depth: Int, columns: Int, left: UnsafePointer<Scalar>, leftRowStride: Int, leftColumnStride: Int,
    right: UnsafePointer<Scalar>, rightStride: Int, rowsAhead: Int, product: UnsafeMutablePointer<Scalar>,
    productStride: Int
  ) {
    self.rows = rows
    self.depth = depth
    self.columns = columns
    self.left = left
    self.leftRowStride = leftRowStride
    self.leftColumnStride = leftColumnStride
    self.right = right
    self.rightStride = rightStride
    self.rowsAhead = rowsAhead
    self.product = product
    self.productStride = productStride
  }
}

/// Terms that a pass over the product's rows adds: rows of the right factor that are read side by side.
@inlinable @inline(__always)
var streamedTerms: Int { 8 }

/// Runs a `StreamedProductJob`: nothing is packed, and the right factor is read from memory once, front to back.
///
/// Eight of its rows at a time serve all rows of the product, four of these together; the product is loaded and stored once for
/// eight terms. Rows to come are prefetched meanwhile: the processor's own prefetching stops at the end of a task's part of a row, or
/// of a page.
@inlinable @inline(__always)
public func streamedProductBody<A: Arithmetic>(_: A.Type, _ job: StreamedProductJob<A.Vector.Scalar>) {
  var term = 0
  while term < job.depth {
    let terms = min(streamedTerms, job.depth - term)
    var row = 0
    while row + 4 <= job.rows {
      addStreamedTerms(A.self, job, fourRowsFrom: row, terms: terms, from: term)
      row += 4
    }
    while row < job.rows {
      addStreamedTerms(A.self, job, row: row, terms: terms, from: term)
      row += 1
    }
    term += terms
  }
}

/// Adds `terms` terms to four rows of the product. Sums have a name each: in an array, the compiler keeps them in memory.
@inlinable @inline(__always)
func addStreamedTerms<A: Arithmetic>(
  _: A.Type, _ job: StreamedProductJob<A.Vector.Scalar>, fourRowsFrom row: Int, terms: Int, from term: Int
) {
  let lanes = A.Vector.lanes
  let (rightStride, termStride) = (job.rightStride, job.leftColumnStride)
  let ahead = job.rowsAhead * rightStride
  let right = job.right + term * rightStride
  let left0 = job.left + row * job.leftRowStride + term * termStride
  let left1 = left0 + job.leftRowStride
  let left2 = left1 + job.leftRowStride
  let left3 = left2 + job.leftRowStride
  let out0 = job.product + row * job.productStride
  let out1 = out0 + job.productStride
  let out2 = out1 + job.productStride
  let out3 = out2 + job.productStride
  var column = 0
  while column < job.columns {
    let count = job.columns - column
    var sum0 = A.Vector.load(out0 + column, count: count)
    var sum1 = A.Vector.load(out1 + column, count: count)
    var sum2 = A.Vector.load(out2 + column, count: count)
    var sum3 = A.Vector.load(out3 + column, count: count)
    var place = right + column
    if terms == streamedTerms && count >= lanes {
      for t in 0..<streamedTerms {
        prefetch(place + ahead)
        let values = A.Vector.load(place)
        sum0 = A.multiplyAdd(sum0, A.Vector(repeating: left0[t * termStride]), values)
        sum1 = A.multiplyAdd(sum1, A.Vector(repeating: left1[t * termStride]), values)
        sum2 = A.multiplyAdd(sum2, A.Vector(repeating: left2[t * termStride]), values)
        sum3 = A.multiplyAdd(sum3, A.Vector(repeating: left3[t * termStride]), values)
        place += rightStride
      }
    } else {
      for t in 0..<terms {
        let values = A.Vector.load(place, count: count)
        sum0 = A.multiplyAdd(sum0, A.Vector(repeating: left0[t * termStride]), values)
        sum1 = A.multiplyAdd(sum1, A.Vector(repeating: left1[t * termStride]), values)
        sum2 = A.multiplyAdd(sum2, A.Vector(repeating: left2[t * termStride]), values)
        sum3 = A.multiplyAdd(sum3, A.Vector(repeating: left3[t * termStride]), values)
        place += rightStride
      }
    }
    sum0.store(out0 + column, count: count)
    sum1.store(out1 + column, count: count)
    sum2.store(out2 + column, count: count)
    sum3.store(out3 + column, count: count)
    column += lanes
  }
}

/// Adds `terms` terms to a row of the product.
@inlinable @inline(__always)
func addStreamedTerms<A: Arithmetic>(
  _: A.Type, _ job: StreamedProductJob<A.Vector.Scalar>, row: Int, terms: Int, from term: Int
) {
  let lanes = A.Vector.lanes
  let (columns, rightStride, termStride) = (job.columns, job.rightStride, job.leftColumnStride)
  let ahead = job.rowsAhead * rightStride
  let right = job.right + term * rightStride
  let left = job.left + row * job.leftRowStride + term * termStride
  let out = job.product + row * job.productStride
  var column = 0
  if terms == streamedTerms {
    while column + lanes <= columns {
      var sum = A.Vector.load(out + column)
      for t in 0..<streamedTerms {
        let place = right + t * rightStride + column
        prefetch(place + ahead)
        sum = A.multiplyAdd(sum, A.Vector(repeating: left[t * termStride]), A.Vector.load(place))
      }
      sum.store(out + column)
      column += lanes
    }
  }
  while column < columns {
    let count = columns - column
    var sum = A.Vector.load(out + column, count: count)
    for t in 0..<terms {
      let values = A.Vector.load(right + t * rightStride + column, count: count)
      sum = A.multiplyAdd(sum, A.Vector(repeating: left[t * termStride]), values)
    }
    sum.store(out + column, count: count)
    column += lanes
  }
}
