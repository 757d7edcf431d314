/// F(2, 3): tiles of four inputs.
public enum F2x3: MinimalFilter {
  /// m.
  @inlinable public static var outputs: Int { 2 }
  /// r.
  @inlinable public static var taps: Int { 3 }

  /// Bᵀ d.
  @inlinable @inline(__always)
  public static func transformInput<A: Arithmetic>(
    _: A.Type, _ values: UnsafeMutablePointer<A.Vector.Scalar>, step: Int
  ) {
    let d0 = A.Vector.load(values)
    let d1 = A.Vector.load(values + step)
    let d2 = A.Vector.load(values + 2 * step)
    let d3 = A.Vector.load(values + 3 * step)
    (d0 - d2).store(values)
    (d1 + d2).store(values + step)
    (d2 - d1).store(values + 2 * step)
    (d1 - d3).store(values + 3 * step)
  }

  /// G g.
  @inlinable @inline(__always)
  public static func transformFilter<A: Arithmetic>(
    _: A.Type, _ values: UnsafeMutablePointer<A.Vector.Scalar>, step: Int
  ) {
    let half = A.Vector(repeating: 0.5)
    let g0 = A.Vector.load(values)
    let g1 = A.Vector.load(values + step)
    let g2 = A.Vector.load(values + 2 * step)
    let even = g0 + g2
    ((even + g1) * half).store(values + step)
    ((even - g1) * half).store(values + 2 * step)
    g2.store(values + 3 * step)
  }

  /// Aᵀ p.
  @inlinable @inline(__always)
  public static func transformOutput<A: Arithmetic>(
    _: A.Type, _ values: UnsafeMutablePointer<A.Vector.Scalar>, step: Int
  ) {
    let p0 = A.Vector.load(values)
    let p1 = A.Vector.load(values + step)
    let p2 = A.Vector.load(values + 2 * step)
    let p3 = A.Vector.load(values + 3 * step)
    (p0 + p1 + p2).store(values)
    (p1 - p2 - p3).store(values + step)
  }
}
