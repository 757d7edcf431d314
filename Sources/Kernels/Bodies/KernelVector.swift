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
  /// A vector's worth of finite float16s, which need not be aligned.
  static func load(float16 pointer: UnsafePointer<UInt16>) -> Self
  /// A vector's worth of bfloat16s, which need not be aligned.
  static func load(bfloat16 pointer: UnsafePointer<UInt16>) -> Self
  /// A vector's worth of integers, which need not be aligned.
  static func load(int8 pointer: UnsafePointer<Int8>) -> Self
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

  /// A vector's worth of finite float16s, which need not be aligned.
  ///
  /// Exponent and fraction move to their places in a Float, and a product with 2¹¹² corrects the exponent's bias, exactly, of
  /// subnormal numbers too.
  @inlinable @inline(__always)
  public static func load(float16 pointer: UnsafePointer<UInt16>) -> Self {
    let bits = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD16<UInt16>.self)
    var wide = SIMD16<UInt32>()
    for lane in 0..<16 { wide[lane] = UInt32(bits[lane]) }
    let magnitude =
      unsafeBitCast((wide & SIMD16<UInt32>(repeating: 0x7FFF)) &<< 13, to: SIMD16<Float>.self)
      * SIMD16<Float>(repeating: 0x1p112)
    let sign = (wide & SIMD16<UInt32>(repeating: 0x8000)) &<< 16
    return unsafeBitCast(unsafeBitCast(magnitude, to: SIMD16<UInt32>.self) | sign, to: Self.self)
  }

  /// A vector's worth of bfloat16s, which need not be aligned.
  @inlinable @inline(__always)
  public static func load(bfloat16 pointer: UnsafePointer<UInt16>) -> Self {
    let bits = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD16<UInt16>.self)
    var wide = SIMD16<UInt32>()
    for lane in 0..<16 { wide[lane] = UInt32(bits[lane]) }
    return unsafeBitCast(wide &<< 16, to: Self.self)
  }

  /// A vector's worth of integers, which need not be aligned.
  @inlinable @inline(__always)
  public static func load(int8 pointer: UnsafePointer<Int8>) -> Self {
    let bits = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD16<Int8>.self)
    var values = Self()
    for lane in 0..<16 { values[lane] = Float(bits[lane]) }
    return values
  }
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

  /// A vector's worth of finite float16s, which need not be aligned.
  ///
  /// Exponent and fraction move to their places in a Float, and a product with 2¹¹² corrects the exponent's bias, exactly, of
  /// subnormal numbers too.
  @inlinable @inline(__always)
  public static func load(float16 pointer: UnsafePointer<UInt16>) -> Self {
    let bits = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<UInt16>.self)
    var wide = SIMD8<UInt32>()
    for lane in 0..<8 { wide[lane] = UInt32(bits[lane]) }
    let magnitude =
      unsafeBitCast((wide & SIMD8<UInt32>(repeating: 0x7FFF)) &<< 13, to: SIMD8<Float>.self)
      * SIMD8<Float>(repeating: 0x1p112)
    let sign = (wide & SIMD8<UInt32>(repeating: 0x8000)) &<< 16
    return widened(unsafeBitCast(unsafeBitCast(magnitude, to: SIMD8<UInt32>.self) | sign, to: SIMD8<Float>.self))
  }

  /// A vector's worth of bfloat16s, which need not be aligned.
  @inlinable @inline(__always)
  public static func load(bfloat16 pointer: UnsafePointer<UInt16>) -> Self {
    let bits = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<UInt16>.self)
    var wide = SIMD8<UInt32>()
    for lane in 0..<8 { wide[lane] = UInt32(bits[lane]) }
    return widened(unsafeBitCast(wide &<< 16, to: SIMD8<Float>.self))
  }

  /// A vector's worth of integers, which need not be aligned.
  @inlinable @inline(__always)
  public static func load(int8 pointer: UnsafePointer<Int8>) -> Self {
    let bits = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Int8>.self)
    var values = Self()
    for lane in 0..<8 { values[lane] = Double(bits[lane]) }
    return values
  }

  @inlinable @inline(__always)
  static func widened(_ values: SIMD8<Float>) -> Self {
    var wide = Self()
    for lane in 0..<8 { wide[lane] = Double(values[lane]) }
    return wide
  }
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
