/// `y[j] += Σ_t x[t] · right[t][j]` with a narrow right factor, in the order of t.
///
/// An element is widened, multiplied by its column's scale if it has one, with one rounding, and then takes part as in
/// `vectorMatrixBody`: the bits are those of the widened matrix. Memory delivers a half or a quarter of what a matrix of
/// Floats takes, which is what bounds a product of one row.
@inlinable @inline(__always)
public func narrowVectorMatrixBody<A: Arithmetic, N: NarrowElement>(
  _: A.Type, _: N.Type, _ right: NarrowMatrix<A.Vector.Scalar>, x: UnsafePointer<A.Vector.Scalar>,
  y: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let lanes = A.Vector.lanes
  let rowsAtOnce = 8
  let base = right.base.assumingMemoryBound(to: N.Bits.self)
  var t = 0
  while t < right.rows {
    let rows = min(rowsAtOnce, right.rows - t)
    let block = base + t * right.stride
    var j = 0
    if rows == rowsAtOnce {
      while j + lanes <= right.columns {
        let scale = N.isScaled ? A.Vector.load(right.scales + j) : A.Vector()
        var sum = A.Vector.load(y + j)
        for i in 0..<rowsAtOnce {
          let row = block + i * right.stride + j
          prefetch(row + rowsAtOnce * right.stride)
          var values = N.load(row, as: A.Vector.self)
          if N.isScaled { values *= scale }
          sum = A.multiplyAdd(sum, A.Vector(repeating: x[t + i]), values)
        }
        sum.store(y + j)
        j += lanes
      }
    }
    // What is left has too few rows or too few columns for the loop above: element by element.
    while j < right.columns {
      let count = min(lanes, right.columns - j)
      var sum = A.Vector.load(y + j, count: count)
      for i in 0..<rows {
        let values = narrowValues(
          N.self, A.Vector.self, block + i * right.stride + j, right.scales + (N.isScaled ? j : 0), count: count)
        sum = A.multiplyAdd(sum, A.Vector(repeating: x[t + i]), values)
      }
      sum.store(y + j, count: count)
      j += lanes
    }
    t += rows
  }
}

/// `out[t][j] = right[t][j]`, widened and scaled.
@inlinable @inline(__always)
public func widenBody<A: Arithmetic, N: NarrowElement>(
  _: A.Type, _: N.Type, _ right: NarrowMatrix<A.Vector.Scalar>, out: UnsafeMutablePointer<A.Vector.Scalar>, stride: Int
) {
  let lanes = A.Vector.lanes
  let base = right.base.assumingMemoryBound(to: N.Bits.self)
  for t in 0..<right.rows {
    var j = 0
    while j < right.columns {
      let count = min(lanes, right.columns - j)
      let from = base + t * right.stride + j
      narrowValues(N.self, A.Vector.self, from, right.scales + (N.isScaled ? j : 0), count: count)
        .store(out + t * stride + j, count: count)
      j += lanes
    }
  }
}

/// The first `count` values from `pointer`, widened and scaled; zeros behind them.
@inlinable @inline(__always)
func narrowValues<N: NarrowElement, V: KernelVector>(
  _: N.Type, _: V.Type, _ pointer: UnsafePointer<N.Bits>, _ scales: UnsafePointer<V.Scalar>, count: Int
) -> V {
  var values: V
  if count == V.lanes {
    values = N.load(pointer, as: V.self)
  } else {
    values = V()
    for lane in 0..<count { values[lane] = V.scalar(Double(N.value(pointer[lane]))) }
  }
  if N.isScaled { values *= V.load(scales, count: count) }
  return values
}
