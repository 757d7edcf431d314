/// F(4, 3): tiles of six inputs.
public enum F4x3: SixPoints {
  /// m.
  @inlinable public static var outputs: Int { 4 }
  /// r.
  @inlinable public static var taps: Int { 3 }

  /// G g.
  @inlinable @inline(__always)
  public static func transformFilter<A: Arithmetic>(
    _: A.Type, _ values: UnsafeMutablePointer<A.Vector.Scalar>, step: Int
  ) {
    let two = A.Vector(repeating: 2)
    let four = A.Vector(repeating: 4)
    let g0 = A.Vector.load(values)
    let g1 = A.Vector.load(values + step)
    let g2 = A.Vector.load(values + 2 * step)
    storeFilter(
      A.self, values, step: step, g0: g0, at1: (g0 + g2, g1), at2: (A.multiplyAdd(g0, four, g2), two * g1), last: g2)
  }

  /// Aᵀ p.
  @inlinable @inline(__always)
  public static func transformOutput<A: Arithmetic>(
    _: A.Type, _ values: UnsafeMutablePointer<A.Vector.Scalar>, step: Int
  ) {
    let two = A.Vector(repeating: 2)
    let four = A.Vector(repeating: 4)
    let eight = A.Vector(repeating: 8)
    let p0 = A.Vector.load(values)
    let p1 = A.Vector.load(values + step)
    let p2 = A.Vector.load(values + 2 * step)
    let p3 = A.Vector.load(values + 3 * step)
    let p4 = A.Vector.load(values + 4 * step)
    let p5 = A.Vector.load(values + 5 * step)
    let (even1, odd1) = (p1 + p2, p1 - p2)
    let (even2, odd2) = (p3 + p4, p3 - p4)
    (p0 + even1 + even2).store(values)
    A.multiplyAdd(odd1, two, odd2).store(values + step)
    A.multiplyAdd(even1, four, even2).store(values + 2 * step)
    (A.multiplyAdd(odd1, eight, odd2) + p5).store(values + 3 * step)
  }
}
