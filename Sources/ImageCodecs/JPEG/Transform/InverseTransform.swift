/// The inverse discrete cosine transform of 8 × 8 coefficients, in integers of 16 and 32 bits.
///
///     f(x, y) = ¼ Σᵤ Σᵥ C(u) C(v) F(u, v) cos((2x + 1)uπ/16) cos((2y + 1)vπ/16),   C(0) = 1/√2, C(k) = 1
///
/// First down the columns, then along the rows, by the algorithm of Loeffler, Ligtenberg and Moschytz (ICASSP 1989) with
/// 12 multiplications, constants of 13 bits, and 2 more bits between the passes: the numbers of libjpeg's `jidctint`, to
/// the last bit for all blocks that come of 8-bit samples. Where sums would not fit in 16 bits, which takes coefficients
/// that no encoder makes, those between the passes are limited to them, as libjpeg-turbo's vector code does.
///
/// Eight columns, or rows, are eight lanes. Each product of a pair of 16-bit lanes by two constants, summed, is one
/// instruction of SSE2 and two of NEON.
enum InverseTransform {
  /// Transforms a block, and writes its 8 × 8 samples.
  ///
  /// - Parameters:
  ///   - coefficients: 64, row by row, aligned to 16 bytes.
  ///   - factors: the quantization table, in the same order and alignment.
  ///   - last: the index, in coding order, of the last coefficient that may not be zero.
  ///   - output: the first sample; rows are `stride` apart, and have room for eight samples.
  @inline(__always)
  static func full(
    _ coefficients: UnsafePointer<Int16>, _ factors: UnsafePointer<Int16>, last: Int,
    to output: UnsafeMutablePointer<UInt8>, stride: Int
  ) {
    if last == 0 {
      flat(coefficients, factors, to: output, stride: stride)
    } else if last < 10 {
      // In zigzag order the first ten coefficients are in the upper left 4 × 4.
      quarter(coefficients, factors, to: output, stride: stride)
    } else {
      whole(coefficients, factors, to: output, stride: stride)
    }
  }

  @inline(__always)
  private static func flat(
    _ coefficients: UnsafePointer<Int16>, _ factors: UnsafePointer<Int16>, to output: UnsafeMutablePointer<UInt8>,
    stride: Int
  ) {
    let sample = SIMD8(repeating: average(coefficients, factors))
    for row in 0..<8 { UnsafeMutableRawPointer(output + row &* stride).storeBytes(of: sample, as: SIMD8<UInt8>.self) }
  }

  /// The sample that a block of a DC coefficient alone is made of.
  @inline(__always)
  static func average(_ coefficients: UnsafePointer<Int16>, _ factors: UnsafePointer<Int16>) -> UInt8 {
    let value = (Int32(coefficients[0] &* factors[0]) &+ 4) &>> 3 &+ 128
    return UInt8(truncatingIfNeeded: max(0, min(255, value)))
  }

  @inline(never)
  private static func quarter(
    _ coefficients: UnsafePointer<Int16>, _ factors: UnsafePointer<Int16>, to output: UnsafeMutablePointer<UInt8>,
    stride: Int
  ) {
    let zero = SIMD8<Int16>(repeating: 0)
    let rows = Rows(
      row0: product(coefficients, factors, 0), row1: product(coefficients, factors, 1),
      row2: product(coefficients, factors, 2), row3: product(coefficients, factors, 3),
      row4: zero, row5: zero, row6: zero, row7: zero)
    var columns = transposed(pass(rows, shift: 11))
    (columns.row4, columns.row5, columns.row6, columns.row7) = (zero, zero, zero, zero)
    store(pass(columns, shift: 18), to: output, stride: stride)
  }

  @inline(never)
  private static func whole(
    _ coefficients: UnsafePointer<Int16>, _ factors: UnsafePointer<Int16>, to output: UnsafeMutablePointer<UInt8>,
    stride: Int
  ) {
    let rows = Rows(
      row0: product(coefficients, factors, 0), row1: product(coefficients, factors, 1),
      row2: product(coefficients, factors, 2), row3: product(coefficients, factors, 3),
      row4: product(coefficients, factors, 4), row5: product(coefficients, factors, 5),
      row6: product(coefficients, factors, 6), row7: product(coefficients, factors, 7))
    let columns = transposed(pass(rows, shift: 11))
    store(pass(columns, shift: 18), to: output, stride: stride)
  }

  /// Writes eight rows of samples, whose columns are in `columns`.
  @inline(__always)
  private static func store(_ columns: Rows, to output: UnsafeMutablePointer<UInt8>, stride: Int) {
    let rows = transposed(columns)
    store(rows.row0, to: output)
    store(rows.row1, to: output + stride)
    store(rows.row2, to: output + 2 &* stride)
    store(rows.row3, to: output + 3 &* stride)
    store(rows.row4, to: output + 4 &* stride)
    store(rows.row5, to: output + 5 &* stride)
    store(rows.row6, to: output + 6 &* stride)
    store(rows.row7, to: output + 7 &* stride)
  }

  /// The transform of eight columns at once; `shift` is the number of bits to drop, with rounding.
  @inline(__always)
  private static func pass(_ input: Rows, shift: Int32) -> Rows {
    // Even part. 4433 is 0.541196100 · 2¹³, and so on; the names of the constants are those values.
    let rounding = SIMD8<Int32>(repeating: 1 &<< (shift &- 1))
    let sum04 = Lanes.sum(input.row0, 8192, input.row4, 8192) &+ rounding
    let difference04 = Lanes.sum(input.row0, 8192, input.row4, -8192) &+ rounding
    let even2 = Lanes.sum(input.row2, 4433, input.row6, 4433 - 15137)
    let even3 = Lanes.sum(input.row2, 4433 + 6270, input.row6, 4433)
    let (outer0, outer3) = (sum04 &+ even3, sum04 &- even3)
    let (outer1, outer2) = (difference04 &+ even2, difference04 &- even2)

    // Odd part.
    let z3 = input.row7 &+ input.row3
    let z4 = input.row5 &+ input.row1
    let odd3 = Lanes.sum(z3, 9633 - 16069, z4, 9633)
    let odd4 = Lanes.sum(z3, 9633, z4, 9633 - 3196)
    let odd7 = Lanes.sum(input.row7, 2446 - 7373, input.row1, -7373) &+ odd3
    let odd1 = Lanes.sum(input.row7, -7373, input.row1, 12299 - 7373) &+ odd4
    let odd5 = Lanes.sum(input.row5, 16819 - 20995, input.row3, -20995) &+ odd4
    let odd3Final = Lanes.sum(input.row5, -20995, input.row3, 25172 - 20995) &+ odd3

    return Rows(
      row0: narrowed(outer0 &+ odd1, shift), row1: narrowed(outer1 &+ odd3Final, shift),
      row2: narrowed(outer2 &+ odd5, shift), row3: narrowed(outer3 &+ odd7, shift),
      row4: narrowed(outer3 &- odd7, shift), row5: narrowed(outer2 &- odd5, shift),
      row6: narrowed(outer1 &- odd3Final, shift), row7: narrowed(outer0 &- odd1, shift))
  }
}
