/// Transforms of the lower coefficients to fewer samples: the image at a half, a quarter or an eighth of each side, as
/// libjpeg's `jidctred` computes them.
///
/// Coefficients of rows and columns that a smaller transform has no use for are not looked at: the fourth for 4 × 4, all
/// even ones but the first for 2 × 2.
extension InverseTransform {
  /// Transforms a block, and writes its `size` × `size` samples.
  ///
  /// - Parameters:
  ///   - size: 1, 2, 4 or 8.
  ///   - coefficients: 64, row by row, aligned to 16 bytes.
  ///   - factors: the quantization table, in the same order and alignment.
  ///   - last: the index, in coding order, of the last coefficient that may not be zero.
  ///   - output: the first sample; rows are `stride` apart, and have room for `size` samples.
  @inline(__always)
  static func apply(
    size: Int, _ coefficients: UnsafePointer<Int16>, _ factors: UnsafePointer<Int16>, last: Int,
    to output: UnsafeMutablePointer<UInt8>, stride: Int
  ) {
    switch size {
    case 8: full(coefficients, factors, last: last, to: output, stride: stride)
    case 4: halved(coefficients, factors, to: output, stride: stride)
    case 2: quartered(coefficients, factors, to: output, stride: stride)
    default: output[0] = average(coefficients, factors)
    }
  }

  /// Four by four samples.
  @inline(never)
  private static func halved(
    _ coefficients: UnsafePointer<Int16>, _ factors: UnsafePointer<Int16>, to output: UnsafeMutablePointer<UInt8>,
    stride: Int
  ) {
    let columns = transposed(halvingPass(products(coefficients, factors), shift: 12))
    let rows = transposed(halvingPass(columns, shift: 19))
    func put(_ row: SIMD8<Int16>, _ index: Int) {
      UnsafeMutableRawPointer(output + index &* stride).storeBytes(of: samples(row).lowHalf, as: SIMD4<UInt8>.self)
    }
    put(rows.row0, 0)
    put(rows.row1, 1)
    put(rows.row2, 2)
    put(rows.row3, 3)
  }

  /// Two by two samples.
  @inline(never)
  private static func quartered(
    _ coefficients: UnsafePointer<Int16>, _ factors: UnsafePointer<Int16>, to output: UnsafeMutablePointer<UInt8>,
    stride: Int
  ) {
    let columns = transposed(quarteringPass(products(coefficients, factors), shift: 13))
    let result = quarteringPass(columns, shift: 20)
    let (left, right) = (samples(result.row0), samples(result.row1))
    output[0] = left[0]
    output[1] = right[0]
    output[stride] = left[1]
    output[stride &+ 1] = right[1]
  }

  @inline(__always)
  private static func products(_ coefficients: UnsafePointer<Int16>, _ factors: UnsafePointer<Int16>) -> Rows {
    Rows(
      row0: product(coefficients, factors, 0), row1: product(coefficients, factors, 1),
      row2: product(coefficients, factors, 2), row3: product(coefficients, factors, 3),
      row4: SIMD8(repeating: 0), row5: product(coefficients, factors, 5),
      row6: product(coefficients, factors, 6), row7: product(coefficients, factors, 7))
  }

  /// Eight columns at once to four samples each, in rows 0 to 3.
  @inline(__always)
  private static func halvingPass(_ input: Rows, shift: Int32) -> Rows {
    let zero = SIMD8<Int16>(repeating: 0)
    let rounding = SIMD8<Int32>(repeating: 1 &<< (shift &- 1))
    let first = Lanes.sum(input.row0, 16384, zero, 0) &+ rounding
    let even = Lanes.sum(input.row2, 15137, input.row6, -6270)
    let inner = Lanes.sum(input.row7, -1730, input.row5, 11893) &+ Lanes.sum(input.row3, -17799, input.row1, 8697)
    let outer = Lanes.sum(input.row7, -4176, input.row5, -4926) &+ Lanes.sum(input.row3, 7373, input.row1, 20995)
    return Rows(
      row0: narrowed(first &+ even &+ outer, shift), row1: narrowed(first &- even &+ inner, shift),
      row2: narrowed(first &- even &- inner, shift), row3: narrowed(first &+ even &- outer, shift),
      row4: zero, row5: zero, row6: zero, row7: zero)
  }

  /// Eight columns at once to two samples each, in rows 0 and 1.
  @inline(__always)
  private static func quarteringPass(_ input: Rows, shift: Int32) -> Rows {
    let zero = SIMD8<Int16>(repeating: 0)
    let rounding = SIMD8<Int32>(repeating: 1 &<< (shift &- 1))
    let first = Lanes.sum(input.row0, 32768, zero, 0) &+ rounding
    let odd = Lanes.sum(input.row7, -5906, input.row5, 6967) &+ Lanes.sum(input.row3, -10426, input.row1, 29692)
    return Rows(
      row0: narrowed(first &+ odd, shift), row1: narrowed(first &- odd, shift),
      row2: zero, row3: zero, row4: zero, row5: zero, row6: zero, row7: zero)
  }
}
