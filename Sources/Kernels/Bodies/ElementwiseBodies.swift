/// `y[i] = x[i] > 0 ? x[i] : 0`; NaN becomes 0. `y` may be `x`.
@inlinable @inline(__always)
public func rectifyBody<A: Arithmetic>(
  _: A.Type, _ count: Int, _ x: UnsafePointer<A.Vector.Scalar>, _ y: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let zero = A.Vector()
  var i = 0
  while i < count {
    let values = A.Vector.load(x + i, count: count - i)
    A.Vector.select(values, greaterThan: zero, values, else: zero).store(y + i, count: count - i)
    i += A.Vector.lanes
  }
}

/// `dx[i] = y[i] > 0 ? dy[i] : 0`. `dx` may be `dy`.
@inlinable @inline(__always)
public func rectifyGradientBody<A: Arithmetic>(
  _: A.Type, _ count: Int, _ y: UnsafePointer<A.Vector.Scalar>, _ dy: UnsafePointer<A.Vector.Scalar>,
  _ dx: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let zero = A.Vector()
  var i = 0
  while i < count {
    let output = A.Vector.load(y + i, count: count - i)
    let gradient = A.Vector.load(dy + i, count: count - i)
    A.Vector.select(output, greaterThan: zero, gradient, else: zero).store(dx + i, count: count - i)
    i += A.Vector.lanes
  }
}

/// `y[i] = x[i] · factor`. `y` may be `x`.
@inlinable @inline(__always)
public func scaleBody<A: Arithmetic>(
  _: A.Type, _ count: Int, _ factor: A.Vector.Scalar, _ x: UnsafePointer<A.Vector.Scalar>,
  _ y: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let factors = A.Vector(repeating: factor)
  var i = 0
  while i < count {
    (A.Vector.load(x + i, count: count - i) * factors).store(y + i, count: count - i)
    i += A.Vector.lanes
  }
}

/// `y[i] += x[i]`.
@inlinable @inline(__always)
public func addBody<A: Arithmetic>(
  _: A.Type, _ count: Int, _ x: UnsafePointer<A.Vector.Scalar>, _ y: UnsafeMutablePointer<A.Vector.Scalar>
) {
  var i = 0
  while i < count {
    (A.Vector.load(y + i, count: count - i) + A.Vector.load(x + i, count: count - i)).store(y + i, count: count - i)
    i += A.Vector.lanes
  }
}

/// `y[i] += a[i] · b[i]` with one rounding.
@inlinable @inline(__always)
public func addProductBody<A: Arithmetic>(
  _: A.Type, _ count: Int, _ a: UnsafePointer<A.Vector.Scalar>, _ b: UnsafePointer<A.Vector.Scalar>,
  _ y: UnsafeMutablePointer<A.Vector.Scalar>
) {
  var i = 0
  while i < count {
    let left = count - i
    A.multiplyAdd(
      A.Vector.load(y + i, count: left), A.Vector.load(a + i, count: left), A.Vector.load(b + i, count: left)
    ).store(y + i, count: left)
    i += A.Vector.lanes
  }
}

/// `sums[j] += Σ_r rows[r · stride + j]`: each column's sum starts at zero, runs in the order of the rows, and is then added.
@inlinable @inline(__always)
public func addColumnSumsBody<A: Arithmetic>(
  _: A.Type, rowCount: Int, columns: Int, rows: UnsafePointer<A.Vector.Scalar>, stride: Int,
  sums: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let lanes = A.Vector.lanes
  var j = 0
  while j + 4 * lanes <= columns {
    var partial: InlineArray<4, A.Vector> = [A.Vector(), A.Vector(), A.Vector(), A.Vector()]
    for r in 0..<rowCount {
      for v in 0..<4 { partial[v] += A.Vector.load(rows + r * stride + j + v * lanes) }
    }
    for v in 0..<4 { (A.Vector.load(sums + j + v * lanes) + partial[v]).store(sums + j + v * lanes) }
    j += 4 * lanes
  }
  while j < columns {
    let left = columns - j
    var partial = A.Vector()
    for r in 0..<rowCount { partial += A.Vector.load(rows + r * stride + j, count: left) }
    (A.Vector.load(sums + j, count: left) + partial).store(sums + j, count: left)
    j += lanes
  }
}

/// `y[i] = a[i] · b[i]`. `y` may be `a` or `b`.
@inlinable @inline(__always)
public func multiplyBody<A: Arithmetic>(
  _: A.Type, _ count: Int, _ a: UnsafePointer<A.Vector.Scalar>, _ b: UnsafePointer<A.Vector.Scalar>,
  _ y: UnsafeMutablePointer<A.Vector.Scalar>
) {
  var i = 0
  while i < count {
    let left = count - i
    (A.Vector.load(a + i, count: left) * A.Vector.load(b + i, count: left)).store(y + i, count: left)
    i += A.Vector.lanes
  }
}
