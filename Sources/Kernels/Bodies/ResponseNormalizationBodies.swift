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

/// `y = x / (k + scale · sums)^β` over `count` scalars.
@inlinable @inline(__always)
public func normalizeBody<A: Arithmetic>(
  _: A.Type, _ count: Int, _ constants: NormalizationConstants<A.Vector.Scalar>, x: UnsafePointer<A.Vector.Scalar>,
  sums: UnsafePointer<A.Vector.Scalar>, y: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let k = A.Vector(repeating: constants.k)
  let scale = A.Vector(repeating: constants.scale)
  var i = 0
  while i < count {
    let left = count - i
    let s = A.multiplyAdd(k, scale, A.Vector.load(sums + i, count: left))
    (A.Vector.load(x + i, count: left) / raise(s, constants)).store(y + i, count: left)
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
  let k = A.Vector(repeating: constants.k)
  let scale = A.Vector(repeating: constants.scale)
  var i = 0
  while i < count {
    let left = count - i
    let s = A.multiplyAdd(k, scale, A.Vector.load(sums + i, count: left))
    let power = raise(s, constants)
    let product = A.Vector.load(dy + i, count: left) * A.Vector.load(x + i, count: left)
    (product / (power * s)).store(terms + i, count: left)
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
  let factor = A.Vector(repeating: -constants.gradientFactor)
  var i = 0
  while i < count {
    let left = count - i
    let direct = A.Vector.load(dy + i, count: left) / A.Vector.load(powers + i, count: left)
    let through = factor * A.Vector.load(x + i, count: left)
    A.multiplyAdd(direct, through, A.Vector.load(termSums + i, count: left)).store(dx + i, count: left)
    i += A.Vector.lanes
  }
}

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
  let padded = scratch
  let sums = scratch + paddedRowCount(A.self, channels: channels, window: window)
  clearRow(A.self, padded, paddedRowCount(A.self, channels: channels, window: window))
  for row in 0..<rows {
    let from = x + row * channels
    windowSquareSums(A.self, channels, window, x: from, padded: padded, sums: sums)
    normalizeBody(A.self, channels, constants, x: from, sums: sums, y: y + row * channels)
  }
}

/// Response normalization across the channels of each row, backward. `dx` may be `dy`.
@inlinable @inline(__always)
public func normalizeRowsGradientBody<A: Arithmetic>(
  _: A.Type, rows: Int, channels: Int, window: Int, _ constants: NormalizationConstants<A.Vector.Scalar>,
  x: UnsafePointer<A.Vector.Scalar>, dy: UnsafePointer<A.Vector.Scalar>, dx: UnsafeMutablePointer<A.Vector.Scalar>,
  scratch: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let count = paddedRowCount(A.self, channels: channels, window: window)
  let padded = scratch
  let sums = padded + count
  let paddedTerms = sums + count
  let termSums = paddedTerms + count
  // Output j reads channels j − window/2 … j − window/2 + window − 1; so channel i is read by the outputs from
  // i − (window − 1 − window/2) on.
  let terms = paddedTerms + (window - 1 - window / 2)
  clearRow(A.self, padded, count)
  clearRow(A.self, paddedTerms, count)
  for row in 0..<rows {
    let from = x + row * channels
    let gradient = dy + row * channels
    windowSquareSums(A.self, channels, window, x: from, padded: padded, sums: sums)
    normalizationTermsBody(A.self, channels, constants, x: from, dy: gradient, sums: sums, terms: terms)
    windowSums(A.self, channels, window, padded: paddedTerms, sums: termSums)
    normalizationGradientBody(
      A.self, channels, constants, x: from, dy: gradient, powers: sums, termSums: termSums, dx: dx + row * channels)
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
  4 * (channels + window + 32)
}

@inlinable @inline(__always)
func clearRow<A: Arithmetic>(_: A.Type, _ row: UnsafeMutablePointer<A.Vector.Scalar>, _ count: Int) {
  var i = 0
  while i < count {
    A.Vector().store(row + i, count: count - i)
    i += A.Vector.lanes
  }
}

/// `sums[c] = Σ x²` over channel c's window; `padded` keeps the squares between zeros.
@inlinable @inline(__always)
func windowSquareSums<A: Arithmetic>(
  _: A.Type, _ channels: Int, _ window: Int, x: UnsafePointer<A.Vector.Scalar>,
  padded: UnsafeMutablePointer<A.Vector.Scalar>, sums: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let squares = padded + window / 2
  var c = 0
  while c < channels {
    let values = A.Vector.load(x + c, count: channels - c)
    (values * values).store(squares + c, count: channels - c)
    c += A.Vector.lanes
  }
  windowSums(A.self, channels, window, padded: padded, sums: sums)
}

/// `sums[c] = Σ_{d < window} padded[c + d]`, in the order of d.
@inlinable @inline(__always)
func windowSums<A: Arithmetic>(
  _: A.Type, _ channels: Int, _ window: Int, padded: UnsafePointer<A.Vector.Scalar>,
  sums: UnsafeMutablePointer<A.Vector.Scalar>
) {
  var c = 0
  while c < channels {
    var sum = A.Vector.load(padded + c)
    for d in 1..<max(1, window) { sum += A.Vector.load(padded + c + d) }
    sum.store(sums + c)
    c += A.Vector.lanes
  }
}
