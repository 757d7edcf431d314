/// Pooling of part of one channels-last image: all windows × a range of channels.
public struct PoolingJob<Scalar: BinaryFloatingPoint & SIMDScalar> {
  /// Extent of the pooled image.
  public var input: PixelGrid
  /// Rows and columns of windows.
  public var outputRows: Int, outputColumns: Int
  /// Size of a window.
  public var windowRows: Int, windowColumns: Int
  /// How far neighbouring windows are apart.
  public var rowStride: Int, columnStride: Int
  /// Rows above and columns left of the image where the first window starts.
  public var top: Int, left: Int
  /// Extent by which the divisor of a mean is cut: the image alone, or the image with its padding.
  public var divisorTop: Int, divisorBottom: Int, divisorLeft: Int, divisorRight: Int
  /// Channels that the job works on.
  public var channels: Range<Int>

  /// A job with every part named; see the properties.
  @inlinable
  public init(
    input: PixelGrid, outputRows: Int, outputColumns: Int, windowRows: Int, windowColumns: Int, rowStride: Int,
    columnStride: Int, top: Int, left: Int, divisorTop: Int, divisorBottom: Int, divisorLeft: Int, divisorRight: Int,
    channels: Range<Int>
  ) {
    self.input = input
    self.outputRows = outputRows
    self.outputColumns = outputColumns
    self.windowRows = windowRows
    self.windowColumns = windowColumns
    self.rowStride = rowStride
    self.columnStride = columnStride
    self.top = top
    self.left = left
    self.divisorTop = divisorTop
    self.divisorBottom = divisorBottom
    self.divisorLeft = divisorLeft
    self.divisorRight = divisorRight
    self.channels = channels
  }

  /// The input rows of window row `p`, cut at the image.
  @inlinable @inline(__always)
  func rows(_ p: Int) -> Range<Int> {
    let start = p * rowStride - top
    let end = min(start + windowRows, input.rows)
    return max(0, start)..<max(max(0, start), end)
  }

  /// The input columns of window column `q`, cut at the image.
  @inlinable @inline(__always)
  func columns(_ q: Int) -> Range<Int> {
    let start = q * columnStride - left
    let end = min(start + windowColumns, input.columns)
    return max(0, start)..<max(max(0, start), end)
  }

  /// What the sum of window (p, q) is divided by.
  @inlinable @inline(__always)
  func divisor(_ p: Int, _ q: Int) -> Int {
    let row = p * rowStride - top
    let column = q * columnStride - left
    let height = min(row + windowRows, divisorBottom) - max(row, divisorTop)
    let width = min(column + windowColumns, divisorRight) - max(column, divisorLeft)
    return max(1, height) * max(1, width)
  }
}

/// `y = max` over each window; NaN anywhere in a window makes its maximum NaN.
///
/// Windows of 3×3 within the image, nearly all of AlexNet's, take maxima alone and add up what they read: the sum of a row of windows is
/// NaN if there is one among it, and only then is the row done again with the care that NaN needs.
@inlinable @inline(__always)
public func maxPoolBody<A: Arithmetic>(
  _: A.Type, _ job: PoolingJob<A.Vector.Scalar>, x: UnsafePointer<A.Vector.Scalar>,
  y: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let lanes = A.Vector.lanes
  var p = 0
  var isCareful = false
  while p < job.outputRows {
    let rows = job.rows(p)
    var total = A.Vector()
    for q in 0..<job.outputColumns {
      let columns = job.columns(q)
      let out = y + (p * job.outputColumns + q) * job.input.channels
      var c = job.channels.lowerBound
      if !isCareful && rows.count == 3 && columns.count == 3 {
        let corner = x + (rows.lowerBound * job.input.columns + columns.lowerBound) * job.input.channels
        while c + lanes <= job.channels.upperBound {
          prefetchNextRows(A.self, corner + c, job)
          let (best, sum) = maximumOfNine(A.self, corner + c, job.input)
          best.store(out + c)
          total += sum
          c += lanes
        }
      }
      while c < job.channels.upperBound {
        let left = job.channels.upperBound - c
        // Whole vectors apart from the rest, so that their loads need not ask how much is left.
        if left >= lanes {
          windowMaximum(A.self, job, rows, columns, x + c, count: lanes).store(out + c)
        } else {
          windowMaximum(A.self, job, rows, columns, x + c, count: left).store(out + c, count: left)
        }
        c += lanes
      }
    }
    isCareful = A.Vector.select(total, equals: total, A.Vector(), else: A.Vector(repeating: 1)).sum() != 0
    if !isCareful { p += 1 }
  }
}

/// Prefetches, of one vector's channels, what the 3×3 window below reads and neither this one nor its neighbour to the right.
///
/// Three rows of pixels, each tens of kilobytes from the next, are more than the processor foresees by itself.
@inlinable @inline(__always)
func prefetchNextRows<A: Arithmetic>(
  _: A.Type, _ corner: UnsafePointer<A.Vector.Scalar>, _ job: PoolingJob<A.Vector.Scalar>
) {
  for h in 3..<5 {
    for w in 0..<2 { prefetch(corner + (h * job.input.columns + w) * job.input.channels) }
  }
}

/// The maximum of a 3×3 window, right unless it holds a NaN, and the sum of what it holds.
@inlinable @inline(__always)
func maximumOfNine<A: Arithmetic>(
  _: A.Type, _ corner: UnsafePointer<A.Vector.Scalar>, _ grid: PixelGrid
) -> (best: A.Vector, sum: A.Vector) {
  var best = A.Vector(repeating: -.infinity)
  var sum = A.Vector()
  for h in 0..<3 {
    for w in 0..<3 {
      let value = A.Vector.load(corner + (h * grid.columns + w) * grid.channels)
      best = A.Vector.select(value, greaterThan: best, value, else: best)
      sum += value
    }
  }
  return (best, sum)
}

/// The maximum of one window in the first `count` channels from `x` on.
@inlinable @inline(__always)
func windowMaximum<A: Arithmetic>(
  _: A.Type, _ job: PoolingJob<A.Vector.Scalar>, _ rows: Range<Int>, _ columns: Range<Int>,
  _ x: UnsafePointer<A.Vector.Scalar>, count: Int
) -> A.Vector {
  let channels = job.input.channels
  var best = A.Vector(repeating: -.infinity)
  // NaN in the lanes that met one; apart from the maximum, so that each step of that is one instruction.
  var unordered = A.Vector()
  for h in rows {
    var from = x + (h * job.input.columns + columns.lowerBound) * channels
    for _ in columns {
      let value = A.Vector.load(from, count: count)
      best = A.Vector.select(value, greaterThan: best, value, else: best)
      unordered = A.Vector.select(value, equals: value, unordered, else: value)
      from += channels
    }
  }
  return A.Vector.select(unordered, equals: unordered, best, else: unordered)
}

/// `dx += dy` at the first input of each window that equals its maximum, in the order of rows and then columns.
///
/// A window whose maximum is NaN passes no gradient on. `dx` must be zero, or hold what is to be added to.
@inlinable @inline(__always)
public func maxPoolGradientBody<A: Arithmetic>(
  _: A.Type, _ job: PoolingJob<A.Vector.Scalar>, x: UnsafePointer<A.Vector.Scalar>, y: UnsafePointer<A.Vector.Scalar>,
  dy: UnsafePointer<A.Vector.Scalar>, dx: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let channels = job.input.channels
  for p in 0..<job.outputRows {
    let rows = job.rows(p)
    for q in 0..<job.outputColumns {
      let columns = job.columns(q)
      let place = (p * job.outputColumns + q) * channels
      var c = job.channels.lowerBound
      if rows.count == 3 && columns.count == 3 {
        let corner = (rows.lowerBound * job.input.columns + columns.lowerBound) * channels
        while c + A.Vector.lanes <= job.channels.upperBound {
          prefetchNextRows(A.self, x + corner + c, job)
          gradientOfNine(
            A.self, x + corner + c, maximum: A.Vector.load(y + place + c), gradient: A.Vector.load(dy + place + c),
            dx + corner + c, job.input)
          c += A.Vector.lanes
        }
      }
      while c < job.channels.upperBound {
        let left = job.channels.upperBound - c
        let at = place + c
        // As forward: whole vectors apart from the rest.
        if left >= A.Vector.lanes {
          windowGradient(
            A.self, job, rows, columns, x + c, maximum: A.Vector.load(y + at), gradient: A.Vector.load(dy + at),
            dx + c, count: A.Vector.lanes)
        } else {
          windowGradient(
            A.self, job, rows, columns, x + c, maximum: A.Vector.load(y + at, count: left),
            gradient: A.Vector.load(dy + at, count: left), dx + c, count: left)
        }
        c += A.Vector.lanes
      }
    }
  }
}

/// Adds one window's gradient at its first maximum, in the first `count` channels from `x` and `dx` on.
@inlinable @inline(__always)
func windowGradient<A: Arithmetic>(
  _: A.Type, _ job: PoolingJob<A.Vector.Scalar>, _ rows: Range<Int>, _ columns: Range<Int>,
  _ x: UnsafePointer<A.Vector.Scalar>, maximum: A.Vector, gradient: A.Vector,
  _ dx: UnsafeMutablePointer<A.Vector.Scalar>, count: Int
) {
  let channels = job.input.channels
  let zero = A.Vector()
  // What has not yet found its input; lanes become zero as they find it.
  var pending = gradient
  for h in rows {
    var offset = (h * job.input.columns + columns.lowerBound) * channels
    for _ in columns {
      let value = A.Vector.load(x + offset, count: count)
      let here = A.Vector.select(value, equals: maximum, pending, else: zero)
      pending = A.Vector.select(value, equals: maximum, zero, else: pending)
      (A.Vector.load(dx + offset, count: count) + here).store(dx + offset, count: count)
      offset += channels
    }
  }
}

/// The same for a 3×3 window within the image.
@inlinable @inline(__always)
func gradientOfNine<A: Arithmetic>(
  _: A.Type, _ x: UnsafePointer<A.Vector.Scalar>, maximum: A.Vector, gradient: A.Vector,
  _ dx: UnsafeMutablePointer<A.Vector.Scalar>, _ grid: PixelGrid
) {
  let zero = A.Vector()
  var pending = gradient
  for h in 0..<3 {
    for w in 0..<3 {
      let offset = (h * grid.columns + w) * grid.channels
      let value = A.Vector.load(x + offset)
      let here = A.Vector.select(value, equals: maximum, pending, else: zero)
      pending = A.Vector.select(value, equals: maximum, zero, else: pending)
      (A.Vector.load(dx + offset) + here).store(dx + offset)
    }
  }
}

/// `y = sum / divisor` over each window, summed in the order of rows and then columns.
@inlinable @inline(__always)
public func averagePoolBody<A: Arithmetic>(
  _: A.Type, _ job: PoolingJob<A.Vector.Scalar>, x: UnsafePointer<A.Vector.Scalar>,
  y: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let channels = job.input.channels
  for p in 0..<job.outputRows {
    let rows = job.rows(p)
    for q in 0..<job.outputColumns {
      let columns = job.columns(q)
      let divisor = A.Vector(repeating: A.Vector.scalar(Double(job.divisor(p, q))))
      let out = y + (p * job.outputColumns + q) * channels
      var c = job.channels.lowerBound
      while c < job.channels.upperBound {
        let left = job.channels.upperBound - c
        var sum = A.Vector()
        for h in rows {
          var from = x + (h * job.input.columns + columns.lowerBound) * channels + c
          for _ in columns {
            sum += A.Vector.load(from, count: left)
            from += channels
          }
        }
        (sum / divisor).store(out + c, count: left)
        c += A.Vector.lanes
      }
    }
  }
}

/// `dx += dy / divisor` over each window. `dx` must be zero, or hold what is to be added to.
@inlinable @inline(__always)
public func averagePoolGradientBody<A: Arithmetic>(
  _: A.Type, _ job: PoolingJob<A.Vector.Scalar>, dy: UnsafePointer<A.Vector.Scalar>,
  dx: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let channels = job.input.channels
  for p in 0..<job.outputRows {
    let rows = job.rows(p)
    for q in 0..<job.outputColumns {
      let columns = job.columns(q)
      let divisor = A.Vector(repeating: A.Vector.scalar(Double(job.divisor(p, q))))
      let place = (p * job.outputColumns + q) * channels
      var c = job.channels.lowerBound
      while c < job.channels.upperBound {
        let left = job.channels.upperBound - c
        let share = A.Vector.load(dy + place + c, count: left) / divisor
        for h in rows {
          var to = dx + (h * job.input.columns + columns.lowerBound) * channels + c
          for _ in columns {
            (A.Vector.load(to, count: left) + share).store(to, count: left)
            to += channels
          }
        }
        c += A.Vector.lanes
      }
    }
  }
}
