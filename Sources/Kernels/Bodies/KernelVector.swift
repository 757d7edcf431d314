/// One 64-byte register's worth of scalars: the unit that every kernel body is written in.
///
/// The width is the same for every instruction set (16 Float or 8 Double); a narrower machine splits a vector into two
/// or four registers. So the order in which terms are added never depends on the machine.
///
/// The operations here have the same meaning as those of `SIMD`, but are bound to the concrete types: in a generic
/// context the standard library's comparisons and square roots run lane by lane.
public protocol KernelVector: SIMD, Sendable where Scalar: BinaryFloatingPoint & SIMDScalar & Sendable {
  /// `accumulator + a·b` with one rounding, in each lane.
  static func fused(_ accumulator: Self, _ a: Self, _ b: Self) -> Self
  /// The correctly rounded square root of each lane.
  static func squareRoot(_ x: Self) -> Self
  /// `a > b ? x : y` in each lane; a NaN on either side chooses `y`.
  static func select(_ a: Self, greaterThan b: Self, _ x: Self, else y: Self) -> Self
  /// `a == b ? x : y` in each lane; a NaN on either side chooses `y`.
  static func select(_ a: Self, equals b: Self, _ x: Self, else y: Self) -> Self
  /// The scalar nearest to `value`.
  static func scalar(_ value: Double) -> Scalar
  /// A scalar as Double.
  static func double(_ value: Scalar) -> Double
}

extension SIMD16<Float>: KernelVector {
  /// `accumulator + a·b` with one rounding, in each lane.
  @inlinable @inline(__always)
  public static func fused(_ accumulator: Self, _ a: Self, _ b: Self) -> Self { accumulator.addingProduct(a, b) }

  /// The correctly rounded square root of each lane.
  @inlinable @inline(__always)
  public static func squareRoot(_ x: Self) -> Self {
    var root = Self()
    for lane in 0..<16 { root[lane] = x[lane].squareRoot() }
    return root
  }

  /// `a > b ? x : y` in each lane; a NaN on either side chooses `y`.
  @inlinable @inline(__always)
  public static func select(_ a: Self, greaterThan b: Self, _ x: Self, else y: Self) -> Self {
    y.replacing(with: x, where: a .> b)
  }

  /// `a == b ? x : y` in each lane; a NaN on either side chooses `y`.
  @inlinable @inline(__always)
  public static func select(_ a: Self, equals b: Self, _ x: Self, else y: Self) -> Self {
    y.replacing(with: x, where: a .== b)
  }

  /// The scalar nearest to `value`.
  @inlinable @inline(__always)
  public static func scalar(_ value: Double) -> Float { Float(value) }

  /// A scalar as Double.
  @inlinable @inline(__always)
  public static func double(_ value: Float) -> Double { Double(value) }
}

extension SIMD8<Double>: KernelVector {
  /// `accumulator + a·b` with one rounding, in each lane.
  @inlinable @inline(__always)
  public static func fused(_ accumulator: Self, _ a: Self, _ b: Self) -> Self { accumulator.addingProduct(a, b) }

  /// The correctly rounded square root of each lane.
  @inlinable @inline(__always)
  public static func squareRoot(_ x: Self) -> Self {
    var root = Self()
    for lane in 0..<8 { root[lane] = x[lane].squareRoot() }
    return root
  }

  /// `a > b ? x : y` in each lane; a NaN on either side chooses `y`.
  @inlinable @inline(__always)
  public static func select(_ a: Self, greaterThan b: Self, _ x: Self, else y: Self) -> Self {
    y.replacing(with: x, where: a .> b)
  }

  /// `a == b ? x : y` in each lane; a NaN on either side chooses `y`.
  @inlinable @inline(__always)
  public static func select(_ a: Self, equals b: Self, _ x: Self, else y: Self) -> Self {
    y.replacing(with: x, where: a .== b)
  }

  /// The scalar nearest to `value`.
  @inlinable @inline(__always)
  public static func scalar(_ value: Double) -> Double { value }

  /// A scalar as Double.
  @inlinable @inline(__always)
  public static func double(_ value: Double) -> Double { value }
}

extension KernelVector {
  /// Lanes of a vector.
  @inlinable @inline(__always)
  public static var lanes: Int { scalarCount }

  /// The vector at `pointer`, which need not be aligned.
  @inlinable @inline(__always)
  public static func load(_ pointer: UnsafePointer<Scalar>) -> Self {
    UnsafeRawPointer(pointer).loadUnaligned(as: Self.self)
  }

  /// The first `count` lanes from `pointer`, zeros behind them.
  @inlinable @inline(__always)
  public static func load(_ pointer: UnsafePointer<Scalar>, count: Int) -> Self {
    if count >= scalarCount { return load(pointer) }
    var vector = Self()
    for lane in 0..<count { vector[lane] = pointer[lane] }
    return vector
  }

  /// Writes all lanes to `pointer`, which need not be aligned.
  @inlinable @inline(__always)
  public func store(_ pointer: UnsafeMutablePointer<Scalar>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: Self.self)
  }

  /// Writes the first `count` lanes to `pointer`.
  @inlinable @inline(__always)
  public func store(_ pointer: UnsafeMutablePointer<Scalar>, count: Int) {
    if count >= Self.scalarCount { return store(pointer) }
    for lane in 0..<count { pointer[lane] = self[lane] }
  }
}
