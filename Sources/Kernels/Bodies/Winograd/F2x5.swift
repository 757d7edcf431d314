/// F(2, 5): tiles of six inputs.
public enum F2x5: SixPoints {
  /// m.
  @inlinable public static var outputs: Int { 2 }
  /// r.
  @inlinable public static var taps: Int { 5 }

  /// G g.
  @inlinable @inline(__always)
  public static func transformFilter<A: Arithmetic>(
    _: A.Type, _ values: UnsafeMutablePointer<A.Vector.Scalar>, step: Int
  ) {
    let two = A.Vector(repeating: 2)
    let four = A.Vector(repeating: 4)
    let eight = A.Vector(repeating: 8)
    let sixteen = A.Vector(repeating: 16)
    let g0 = A.Vector.load(values)
    let g1 = A.Vector.load(values + step)
    let g2 = A.Vector.load(values + 2 * step)
    let g3 = A.Vector.load(values + 3 * step)
    let g4 = A.Vector.load(values + 4 * step)
    storeFilter(
      A.self, values, step: step, g0: g0, at1: (g0 + g2 + g4, g1 + g3),
      at2: (A.multiplyAdd(A.multiplyAdd(g0, four, g2), sixteen, g4), A.multiplyAdd(two * g1, eight, g3)), last: g4)
  }

  /// Aᵀ p.
  @inlinable @inline(__always)
  public static func transformOutput<A: Arithmetic>(
    _: A.Type, _ values: UnsafeMutablePointer<A.Vector.Scalar>, step: Int
  ) {
    let two = A.Vector(repeating: 2)
    let p0 = A.Vector.load(values)
    let p1 = A.Vector.load(values + step)
    let p2 = A.Vector.load(values + 2 * step)
    let p3 = A.Vector.load(values + 3 * step)
    let p4 = A.Vector.load(values + 4 * step)
    let p5 = A.Vector.load(values + 5 * step)
    (p0 + (p1 + p2) + (p3 + p4)).store(values)
    (A.multiplyAdd(p1 - p2, two, p3 - p4) + p5).store(values + step)
  }
}
