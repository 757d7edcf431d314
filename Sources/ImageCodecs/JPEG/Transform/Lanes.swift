/// Conversions between vectors of eight lanes, which the standard library has, too, but as calls in larger functions.
///
/// Written lane by lane, and as selections, they compile to one or two instructions of SSE2 or NEON.
enum Lanes {
  /// Samples as 16-bit numbers.
  @inline(__always)
  static func load(_ input: UnsafePointer<UInt8>, _ index: Int) -> SIMD8<Int16> {
    let bytes = UnsafeRawPointer(input + index).loadUnaligned(as: SIMD8<UInt8>.self)
    return SIMD8<Int16>(
      Int16(bytes[0]), Int16(bytes[1]), Int16(bytes[2]), Int16(bytes[3]),
      Int16(bytes[4]), Int16(bytes[5]), Int16(bytes[6]), Int16(bytes[7]))
  }

  /// 16-bit numbers as 32-bit ones.
  @inline(__always)
  static func widened(_ value: SIMD8<Int16>) -> SIMD8<Int32> {
    SIMD8<Int32>(
      Int32(value[0]), Int32(value[1]), Int32(value[2]), Int32(value[3]),
      Int32(value[4]), Int32(value[5]), Int32(value[6]), Int32(value[7]))
  }

  /// 32-bit numbers as 16-bit ones, limited to what these can be.
  @inline(__always)
  static func narrowed(_ value: SIMD8<Int32>) -> SIMD8<Int16> {
    let lowest = SIMD8<Int32>(repeating: -32768)
    let highest = SIMD8<Int32>(repeating: 32767)
    let raised = value.replacing(with: lowest, where: value .< lowest)
    let limited = raised.replacing(with: highest, where: raised .> highest)
    return SIMD8<Int16>(
      Int16(truncatingIfNeeded: limited[0]), Int16(truncatingIfNeeded: limited[1]),
      Int16(truncatingIfNeeded: limited[2]), Int16(truncatingIfNeeded: limited[3]),
      Int16(truncatingIfNeeded: limited[4]), Int16(truncatingIfNeeded: limited[5]),
      Int16(truncatingIfNeeded: limited[6]), Int16(truncatingIfNeeded: limited[7]))
  }

  /// 16-bit numbers limited to 0...255.
  @inline(__always)
  static func limited(_ value: SIMD8<Int16>) -> SIMD8<Int16> {
    let lowest = SIMD8<Int16>(repeating: 0)
    let highest = SIMD8<Int16>(repeating: 255)
    let raised = value.replacing(with: lowest, where: value .< lowest)
    return raised.replacing(with: highest, where: raised .> highest)
  }

  /// 16-bit numbers as samples, limited to 0...255.
  @inline(__always)
  static func samples(_ value: SIMD8<Int16>) -> SIMD8<UInt8> {
    let limited = limited(value)
    return SIMD8<UInt8>(
      UInt8(truncatingIfNeeded: limited[0]), UInt8(truncatingIfNeeded: limited[1]),
      UInt8(truncatingIfNeeded: limited[2]), UInt8(truncatingIfNeeded: limited[3]),
      UInt8(truncatingIfNeeded: limited[4]), UInt8(truncatingIfNeeded: limited[5]),
      UInt8(truncatingIfNeeded: limited[6]), UInt8(truncatingIfNeeded: limited[7]))
  }

  /// left·leftFactor + right·rightFactor, in 32 bits; one instruction of SSE2, as the factors have 16 bits.
  @inline(__always)
  static func sum(
    _ left: SIMD8<Int16>, _ leftFactor: Int32, _ right: SIMD8<Int16>, _ rightFactor: Int32
  ) -> SIMD8<Int32> {
    widened(left) &* leftFactor &+ widened(right) &* rightFactor
  }

  /// The upper 16 bits of value·factor.
  @inline(__always)
  static func highProduct(_ value: SIMD8<Int16>, _ factor: Int32) -> SIMD8<Int16> {
    narrowed((widened(value) &* factor) &>> 16)
  }

  /// Lanes of two vectors in turn.
  @inline(__always)
  static func interleaved(_ even: SIMD8<Int16>, _ odd: SIMD8<Int16>) -> SIMD16<Int16> {
    var result = SIMD16<Int16>()
    result.evenHalf = even
    result.oddHalf = odd
    return result
  }
}
