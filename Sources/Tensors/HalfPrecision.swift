/// Floats of sixteen bits as they stand in files and in narrow weights; by integer arithmetic, the same on every machine.
///
/// IEEE 754's binary16 ("float16") has one bit of sign, five of exponent, ten of fraction; bfloat16 is the upper half of a
/// `Float`. Widening is exact. Narrowing rounds to the nearest, ties to even, as the IEEE conversion does: what is too large
/// becomes infinite, what is too small a subnormal or zero; a NaN stays a NaN.
package enum HalfPrecision {
  /// The greatest finite float16.
  package static var greatestFloat16: Float { 65504 }

  /// The value of a float16.
  @inlinable
  package static func float(float16 bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 0x1F
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0:
      // Zero or subnormal: fraction · 2⁻²⁴, which is a normal Float.
      let magnitude = Float(fraction) * 0x1p-24
      return Float(bitPattern: magnitude.bitPattern | sign)
    case 0x1F:
      return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default:
      return Float(bitPattern: sign | (exponent + 127 - 15) << 23 | fraction << 13)
    }
  }

  /// The value of a bfloat16.
  @inlinable
  package static func float(bfloat16 bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }

  /// The float16 nearest to a value.
  @inlinable
  package static func float16(_ value: Float) -> UInt16 {
    let sign = UInt16(truncatingIfNeeded: value.bitPattern >> 16) & 0x8000
    let magnitude = value.bitPattern & 0x7FFF_FFFF
    if magnitude > 0x7F80_0000 {
      // A quiet NaN with the upper bits of its payload.
      return sign | 0x7E00 | UInt16(truncatingIfNeeded: magnitude >> 13) & 0x1FF
    }
    // From halfway between the greatest finite number and the next power of two on.
    if magnitude >= 0x477F_F000 { return sign | 0x7C00 }
    if magnitude < 0x3880_0000 {
      // Below 2⁻¹⁴ numbers are multiples of 2⁻²⁴; the product is exact, and so is its rounding.
      return sign | UInt16((Float(bitPattern: magnitude) * 0x1p24).rounded(.toNearestOrEven))
    }
    // The exponent's bias moves from 127 to 15; a fraction that rounds up to 2 carries into the exponent.
    return sign | UInt16(truncatingIfNeeded: rounded(magnitude - (112 << 23), dropping: 13))
  }

  /// The bfloat16 nearest to a value.
  @inlinable
  package static func bfloat16(_ value: Float) -> UInt16 {
    if value.isNaN { return UInt16(truncatingIfNeeded: value.bitPattern >> 16) | 0x40 }
    return UInt16(truncatingIfNeeded: rounded(value.bitPattern, dropping: 16))
  }

  /// The upper bits of a number, rounded to the nearest, ties to even.
  @inlinable
  static func rounded(_ bits: UInt32, dropping count: UInt32) -> UInt32 {
    (bits + (1 << (count - 1)) - 1 + (bits >> count & 1)) >> count
  }
}
