/// The constants of a response normalization, `y = x / (k + scale · Σ x²)^β`, ready for the kernels.
public struct NormalizationConstants<Scalar: BinaryFloatingPoint & SIMDScalar> {
  /// How `s^β` is computed: by square roots where they suffice, because those are correctly rounded everywhere.
  public enum Power: Sendable {
    /// β = ½: √s.
    case half
    /// β = ¾: √s · √√s.
    case threeQuarters
    /// β = 1: s.
    case one
    /// Any other β, through `function`.
    case general
  }

  /// The constant under the power.
  public var k: Scalar
  /// What the sum of squares is multiplied by: α, or α divided by the window's size.
  public var scale: Scalar
  /// 2 · scale · β, the factor of the gradient's second term.
  public var gradientFactor: Scalar
  /// How the power is computed.
  public var power: Power
  /// β.
  public var beta: Double
  /// `(s, β) → s^β`, the same on every machine.
  public var function: @convention(c) (Double, Double) -> Double

  /// Constants with every part named; see the properties.
  @inlinable
  public init(
    k: Scalar, scale: Scalar, gradientFactor: Scalar, power: Power, beta: Double,
    function: @convention(c) (Double, Double) -> Double
  ) {
    self.k = k
    self.scale = scale
    self.gradientFactor = gradientFactor
    self.power = power
    self.beta = beta
    self.function = function
  }
}

/// `s^β` in each lane.
@inlinable @inline(__always)
func raise<V: KernelVector>(_ s: V, _ constants: NormalizationConstants<V.Scalar>) -> V {
  switch constants.power {
  case .half: return V.squareRoot(s)
  case .threeQuarters:
    let root = V.squareRoot(s)
    return root * V.squareRoot(root)
  case .one: return s
  case .general:
    var result = V()
    for lane in 0..<V.lanes {
      result[lane] = V.scalar(constants.function(V.double(s[lane]), constants.beta))
    }
    return result
  }
}

/// `x / (k + scale · sum)^β` in each lane.
@inlinable @inline(__always)
func normalized<A: Arithmetic>(
  _: A.Type, _ constants: NormalizationConstants<A.Vector.Scalar>, x: A.Vector, sum: A.Vector
) -> A.Vector {
  let s = A.multiplyAdd(A.Vector(repeating: constants.k), A.Vector(repeating: constants.scale), sum)
  return x / raise(s, constants)
}

/// `s^β` and `dy · x / s^(β+1)` with `s = k + scale · sum`, in each lane.
@inlinable @inline(__always)
func normalizationTerm<A: Arithmetic>(
  _: A.Type, _ constants: NormalizationConstants<A.Vector.Scalar>, x: A.Vector, dy: A.Vector, sum: A.Vector
) -> (power: A.Vector, term: A.Vector) {
  let s = A.multiplyAdd(A.Vector(repeating: constants.k), A.Vector(repeating: constants.scale), sum)
  let power = raise(s, constants)
  return (power, dy * x / (power * s))
}

/// `dy / power − 2·scale·β · x · termSum` in each lane.
@inlinable @inline(__always)
func normalizationGradient<A: Arithmetic>(
  _: A.Type, _ constants: NormalizationConstants<A.Vector.Scalar>, x: A.Vector, dy: A.Vector, power: A.Vector,
  termSum: A.Vector
) -> A.Vector {
  A.multiplyAdd(dy / power, A.Vector(repeating: -constants.gradientFactor) * x, termSum)
}

/// `y = x / (k + scale · sums)^β` over `count` scalars.
@inlinable @inline(__always)
public func normalizeBody<A: Arithmetic>(
  _: A.Type, _ count: Int, _ constants: NormalizationConstants<A.Vector.Scalar>, x: UnsafePointer<A.Vector.Scalar>,
  sums: UnsafePointer<A.Vector.Scalar>, y: UnsafeMutablePointer<A.Vector.Scalar>
) {
  var i = 0
  while i < count {
    let left = count - i
    normalized(A.self, constants, x: .load(x + i, count: left), sum: .load(sums + i, count: left))
      .store(y + i, count: left)
    i += A.Vector.lanes
  }
}

/// `terms = dy · x / s^(β+1)` with `s = k + scale · sums`: what an output contributes to the gradients of its window.
///
/// `sums` receives s^β, which the second half of the gradient divides by: square roots take most of the time.
@inlinable @inline(__always)
public func normalizationTermsBody<A: Arithmetic>(
  _: A.Type, _ count: Int, _ constants: NormalizationConstants<A.Vector.Scalar>, x: UnsafePointer<A.Vector.Scalar>,
  dy: UnsafePointer<A.Vector.Scalar>, sums: UnsafeMutablePointer<A.Vector.Scalar>,
  terms: UnsafeMutablePointer<A.Vector.Scalar>
) {
  var i = 0
  while i < count {
    let left = count - i
    let (power, term) = normalizationTerm(
      A.self, constants, x: .load(x + i, count: left), dy: .load(dy + i, count: left),
      sum: .load(sums + i, count: left))
    term.store(terms + i, count: left)
    power.store(sums + i, count: left)
    i += A.Vector.lanes
  }
}

/// `dx = dy / powers − 2·scale·β · x · termSums`, with the powers s^β that the terms left. `dx` may be `dy`.
@inlinable @inline(__always)
public func normalizationGradientBody<A: Arithmetic>(
  _: A.Type, _ count: Int, _ constants: NormalizationConstants<A.Vector.Scalar>, x: UnsafePointer<A.Vector.Scalar>,
  dy: UnsafePointer<A.Vector.Scalar>, powers: UnsafePointer<A.Vector.Scalar>,
  termSums: UnsafePointer<A.Vector.Scalar>, dx: UnsafeMutablePointer<A.Vector.Scalar>
) {
  var i = 0
  while i < count {
    let left = count - i
    normalizationGradient(
      A.self, constants, x: .load(x + i, count: left), dy: .load(dy + i, count: left),
      power: .load(powers + i, count: left), termSum: .load(termSums + i, count: left)
    ).store(dx + i, count: left)
    i += A.Vector.lanes
  }
}

/// Rows that are normalized together: a window's loads straddle the stores that filled it, and would wait for them if they
/// followed at once.
@inlinable
var normalizationRows: Int { 4 }

/// Response normalization across the channels of each row, forward.
///
/// - Parameters:
///   - rows: pixels × groups; each is `channels` contiguous scalars.
///   - window: channels in a window; channel c's starts at c − window/2 and is cut at the row's ends.
///   - scratch: `normalizationScratchCount` scalars.
@inlinable @inline(__always)
public func normalizeRowsBody<A: Arithmetic>(
  _: A.Type, rows: Int, channels: Int, window: Int, _ constants: NormalizationConstants<A.Vector.Scalar>,
  x: UnsafePointer<A.Vector.Scalar>, y: UnsafeMutablePointer<A.Vector.Scalar>,
  scratch: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let count = paddedRowCount(A.self, channels: channels, window: window)
  clearRow(A.self, scratch, normalizationRows * count)
  var first = 0
  while first < rows {
    let block = min(normalizationRows, rows - first)
    for row in 0..<block {
      storeSquares(A.self, channels, x: x + (first + row) * channels, squares: scratch + row * count + window / 2)
    }
    for row in 0..<block {
      let (padded, place) = (scratch + row * count, (first + row) * channels)
      var c = 0
      while c < channels {
        let sum = windowSum(A.self, window, padded + c)
        normalized(A.self, constants, x: .load(x + place + c, count: channels - c), sum: sum)
          .store(y + place + c, count: channels - c)
        c += A.Vector.lanes
      }
    }
    first += block
  }
}

/// Response normalization across the channels of each row, backward. `dx` may be `dy`.
///
/// - Parameter rectified: whether x came out of a rectifier, through which the gradient passes too: zero where x is not positive.
@inlinable @inline(__always)
public func normalizeRowsGradientBody<A: Arithmetic>(
  _: A.Type, rows: Int, channels: Int, window: Int, _ constants: NormalizationConstants<A.Vector.Scalar>,
  rectified: Bool,
  x: UnsafePointer<A.Vector.Scalar>, dy: UnsafePointer<A.Vector.Scalar>, dx: UnsafeMutablePointer<A.Vector.Scalar>,
  scratch: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let count = paddedRowCount(A.self, channels: channels, window: window)
  let squares = scratch
  let terms = squares + normalizationRows * count
  let powers = terms + normalizationRows * count
  // Output j reads channels j − window/2 … j − window/2 + window − 1; so channel i is read by the outputs from
  // i − (window − 1 − window/2) on.
  let overhang = window - 1 - window / 2
  clearRow(A.self, scratch, 2 * normalizationRows * count)
  let zero = A.Vector()
  var first = 0
  while first < rows {
    let block = min(normalizationRows, rows - first)
    for row in 0..<block {
      storeSquares(A.self, channels, x: x + (first + row) * channels, squares: squares + row * count + window / 2)
    }
    for row in 0..<block {
      let (offset, place) = (row * count, (first + row) * channels)
      var c = 0
      while c < channels {
        let left = channels - c
        let (power, term) = normalizationTerm(
          A.self, constants, x: .load(x + place + c, count: left), dy: .load(dy + place + c, count: left),
          sum: windowSum(A.self, window, squares + offset + c))
        term.store(terms + offset + overhang + c, count: left)
        power.store(powers + offset + c)
        c += A.Vector.lanes
      }
    }
    for row in 0..<block {
      let (offset, place) = (row * count, (first + row) * channels)
      var c = 0
      while c < channels {
        let left = channels - c
        let input = A.Vector.load(x + place + c, count: left)
        var gradient = normalizationGradient(
          A.self, constants, x: input, dy: .load(dy + place + c, count: left), power: .load(powers + offset + c),
          termSum: windowSum(A.self, window, terms + offset + c))
        if rectified { gradient = .select(input, greaterThan: zero, gradient, else: zero) }
        gradient.store(dx + place + c, count: left)
        c += A.Vector.lanes
      }
    }
    first += block
  }
}

/// Scalars of a row with room for a window's overhang on both sides, in whole vectors.
@inlinable @inline(__always)
func paddedRowCount<A: Arithmetic>(_: A.Type, channels: Int, window: Int) -> Int {
  (channels + window + 2 * A.Vector.lanes) / A.Vector.lanes * A.Vector.lanes
}

/// Scalars of scratch for normalizing rows of `channels`, forward or backward.
@inlinable
public func normalizationScratchCount(channels: Int, window: Int) -> Int {
  3 * normalizationRows * (channels + window + 32)
}

@inlinable @inline(__always)
func clearRow<A: Arithmetic>(_: A.Type, _ row: UnsafeMutablePointer<A.Vector.Scalar>, _ count: Int) {
  var i = 0
  while i < count {
    A.Vector().store(row + i, count: count - i)
    i += A.Vector.lanes
  }
}

/// `squares[c] = x[c]²`.
@inlinable @inline(__always)
func storeSquares<A: Arithmetic>(
  _: A.Type, _ channels: Int, x: UnsafePointer<A.Vector.Scalar>, squares: UnsafeMutablePointer<A.Vector.Scalar>
) {
  var c = 0
  while c < channels {
    let values = A.Vector.load(x + c, count: channels - c)
    (values * values).store(squares + c, count: channels - c)
    c += A.Vector.lanes
  }
}

/// `Σ_{d < window} padded[d + lane]` in each lane, in the order of d.
@inlinable @inline(__always)
func windowSum<A: Arithmetic>(_: A.Type, _ window: Int, _ padded: UnsafePointer<A.Vector.Scalar>) -> A.Vector {
  var sum = A.Vector.load(padded)
  for d in 1..<max(1, window) { sum += A.Vector.load(padded + d) }
  return sum
}
