/// What F(4, 3) and F(2, 5) share: tiles of six inputs, evaluated at the points 0, 1, −1, 2, −2 and ∞.
public protocol SixPoints: MinimalFilter {}

extension SixPoints {
  /// Bᵀ d.
  @inlinable @inline(__always)
  public static func transformInput<A: Arithmetic>(
    _: A.Type, _ values: UnsafeMutablePointer<A.Vector.Scalar>, step: Int
  ) {
    let two = A.Vector(repeating: 2)
    let minusTwo = A.Vector(repeating: -2)
    let four = A.Vector(repeating: 4)
    let minusFour = A.Vector(repeating: -4)
    let minusFive = A.Vector(repeating: -5)
    let d0 = A.Vector.load(values)
    let d1 = A.Vector.load(values + step)
    let d2 = A.Vector.load(values + 2 * step)
    let d3 = A.Vector.load(values + 3 * step)
    let d4 = A.Vector.load(values + 4 * step)
    let d5 = A.Vector.load(values + 5 * step)
    // At ±1: (d₄ − 4d₂) ± (d₃ − 4d₁). At ±2: (d₄ − d₂) ± 2(d₃ − d₁).
    let even1 = A.multiplyAdd(d4, minusFour, d2)
    let odd1 = A.multiplyAdd(d3, minusFour, d1)
    let even2 = d4 - d2
    let odd2 = d3 - d1
    A.multiplyAdd(A.multiplyAdd(d4, minusFive, d2), four, d0).store(values)
    (even1 + odd1).store(values + step)
    (even1 - odd1).store(values + 2 * step)
    A.multiplyAdd(even2, two, odd2).store(values + 3 * step)
    A.multiplyAdd(even2, minusTwo, odd2).store(values + 4 * step)
    A.multiplyAdd(A.multiplyAdd(d5, minusFive, d3), four, d1).store(values + 5 * step)
  }

  /// Writes the values of a filter's polynomial at the six points, each divided by that of the other points' product: of
  /// `g0` at 0, `even ± odd` at ±1 and ±2, and `last` at ∞.
  @inlinable @inline(__always)
  static func storeFilter<A: Arithmetic>(
    _: A.Type, _ values: UnsafeMutablePointer<A.Vector.Scalar>, step: Int, g0: A.Vector,
    at1: (even: A.Vector, odd: A.Vector), at2: (even: A.Vector, odd: A.Vector), last: A.Vector
  ) {
    let quarter = A.Vector(repeating: 0.25)
    let minusSixth = A.Vector(repeating: -1.0 / 6)
    let twentyFourth = A.Vector(repeating: 1.0 / 24)
    (g0 * quarter).store(values)
    ((at1.even + at1.odd) * minusSixth).store(values + step)
    ((at1.even - at1.odd) * minusSixth).store(values + 2 * step)
    ((at2.even + at2.odd) * twentyFourth).store(values + 3 * step)
    ((at2.even - at2.odd) * twentyFourth).store(values + 4 * step)
    last.store(values + 5 * step)
  }
}
