/// How a kernel multiplies and adds: always with one rounding, by instruction where there is one.
public protocol Arithmetic {
  /// The vector that the arithmetic works on.
  associatedtype Vector: KernelVector
  /// `accumulator + a·b` with one rounding, in each lane.
  static func multiplyAdd(_ accumulator: Vector, _ a: Vector, _ b: Vector) -> Vector
}

/// Multiply-add by the processor's instruction, or where it has none by the C library's `fma` lane by lane.
public enum Fused<Vector: KernelVector>: Arithmetic {
  /// `accumulator + a·b` with one rounding, in each lane.
  @inlinable @inline(__always)
  public static func multiplyAdd(_ accumulator: Vector, _ a: Vector, _ b: Vector) -> Vector {
    Vector.fused(accumulator, a, b)
  }
}

/// Multiply-add of Float in Double arithmetic, with the bits of the fused instruction and without a call.
///
/// The product of two Floats is exact in Double (48 of 53 bits). The sum is rounded to odd: the rounding error, which
/// TwoSum gives exactly (Knuth, TAOCP 2, 4.2.2), moves an even significand to its odd neighbour on the error's side.
/// Rounding such a sum once more, to 24 bits or fewer, gives the correctly rounded result, because 53 ≥ 24 + 2
/// (Boldo and Melquiond, "Emulation of a FMA and correctly rounded sums", 2008).
public enum EmulatedFloat: Arithmetic {
  /// Sixteen lanes.
  public typealias Vector = SIMD16<Float>

  /// `accumulator + a·b` with one rounding, in each lane.
  @inlinable @inline(__always)
  public static func multiplyAdd(_ accumulator: Vector, _ a: Vector, _ b: Vector) -> Vector {
    Vector(
      lowHalf: SIMD8(
        lowHalf: quarter(accumulator.lowHalf.lowHalf, a.lowHalf.lowHalf, b.lowHalf.lowHalf),
        highHalf: quarter(accumulator.lowHalf.highHalf, a.lowHalf.highHalf, b.lowHalf.highHalf)),
      highHalf: SIMD8(
        lowHalf: quarter(accumulator.highHalf.lowHalf, a.highHalf.lowHalf, b.highHalf.lowHalf),
        highHalf: quarter(accumulator.highHalf.highHalf, a.highHalf.highHalf, b.highHalf.highHalf)))
  }

  @inlinable @inline(__always)
  static func quarter(_ accumulator: SIMD4<Float>, _ a: SIMD4<Float>, _ b: SIMD4<Float>) -> SIMD4<Float> {
    let product = widen(a) * widen(b)
    let addend = widen(accumulator)
    let sum = product + addend
    let recovered = sum - product
    let error = (product - (sum - recovered)) + (addend - recovered)
    let bits = unsafeBitCast(sum, to: SIMD4<Int64>.self)
    // All ones in the lanes whose sum is not exact. An infinite or NaN sum has a NaN error, which neither comparison takes.
    let inexact = unsafeBitCast(
      (error .> SIMD4<Double>(repeating: 0)) .| (error .< SIMD4<Double>(repeating: 0)), to: SIMD4<Int64>.self)
    // Masks and not `replacing`: that is a loop over lanes, and so many blocks that the compiler stops inlining.
    let one = SIMD4<Int64>(repeating: 1)
    let even = (bits & one) &- one
    // 1 where error and sum have the same sign, −1 elsewhere.
    let towardsError = ((unsafeBitCast(error, to: SIMD4<Int64>.self) ^ bits) &>> 63) | one
    let odd = bits &+ (towardsError & even & inexact)
    let rounded = unsafeBitCast(odd, to: SIMD4<Double>.self)
    return SIMD4(Float(rounded[0]), Float(rounded[1]), Float(rounded[2]), Float(rounded[3]))
  }

  @inlinable @inline(__always)
  static func widen(_ x: SIMD4<Float>) -> SIMD4<Double> {
    SIMD4(Double(x[0]), Double(x[1]), Double(x[2]), Double(x[3]))
  }
}
