/// Zero accumulators. Literals, because `InlineArray.init(repeating:)` is not always inlined, and what is not inlined
/// becomes a symbol that the linker shares between instruction sets.
public enum Zeros<Vector: KernelVector> {
  /// Four rows of one vector.
  @inlinable @inline(__always)
  public static var four: InlineArray<4, Vector> {
    let z = Vector()
    return [z, z, z, z]
  }

  /// Four rows of two vectors.
  @inlinable @inline(__always)
  public static var eight: InlineArray<8, Vector> {
    let z = Vector()
    return [z, z, z, z, z, z, z, z]
  }

  /// Four rows of four vectors.
  @inlinable @inline(__always)
  public static var sixteen: InlineArray<16, Vector> {
    let z = Vector()
    return [z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z]
  }

  /// Six rows of one vector.
  @inlinable @inline(__always)
  public static var six: InlineArray<6, Vector> {
    let z = Vector()
    return [z, z, z, z, z, z]
  }

  /// Six rows of two vectors, four rows of three.
  @inlinable @inline(__always)
  public static var twelve: InlineArray<12, Vector> {
    let z = Vector()
    return [z, z, z, z, z, z, z, z, z, z, z, z]
  }

  /// Six rows of three vectors.
  @inlinable @inline(__always)
  public static var eighteen: InlineArray<18, Vector> {
    let z = Vector()
    return [z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z]
  }

  /// Six rows of four vectors.
  @inlinable @inline(__always)
  public static var twentyFour: InlineArray<24, Vector> {
    let z = Vector()
    return [z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z]
  }
}
