/// The accurate integer forward DCT of libjpeg (jfdctint.c): C. Loeffler, A. Ligtenberg and G. Moschytz, "Practical fast
/// 1-D DCT algorithms with 11 multiplications", ICASSP 1989, in 13-bit fixed point.
///
/// Y[v][u] = 8 · ¼ c(u) c(v) Σ X[y][x] cos((2x+1)uπ/16) cos((2y+1)vπ/16), c(0) = 1/√2, else 1. Rows come first and keep two
/// more bits than the result, so the order of the passes shows in the bits. Shared products of the algorithm are multiplied
/// out into sums of two products, which change no bit (nothing is rounded before the sum) and are one instruction each.
///
/// Samples of -128...127 leave every 16-bit lane room: a pass's values stay below 2¹⁵ in magnitude.
enum ForwardTransform {
  /// Bits of a fixed-point factor.
  private static let factorBits: Int32 = 13
  /// Extra bits of the first pass's results.
  private static let passBits: Int32 = 2

  /// 8 times the DCT of `block`, each coefficient (v, u) in row v, lane u.
  @inline(__always)
  static func transform(_ block: SampleBlock) -> SampleBlock {
    let rows = pass(block.transposed(), descaling: factorBits - passBits) { $0 &<< 2 }
    return pass(rows.transposed(), descaling: factorBits + passBits) { ($0 &+ 2) &>> 2 }
  }

  /// One-dimensional transforms down the lanes; `scale` is for the two outputs without a multiplication.
  @inline(__always)
  private static func pass(
    _ block: SampleBlock, descaling shift: Int32, scale: (SampleBlock.Row) -> SampleBlock.Row
  ) -> SampleBlock {
    let (sum07, difference07) = (block.row0 &+ block.row7, block.row0 &- block.row7)
    let (sum16, difference16) = (block.row1 &+ block.row6, block.row1 &- block.row6)
    let (sum25, difference25) = (block.row2 &+ block.row5, block.row2 &- block.row5)
    let (sum34, difference34) = (block.row3 &+ block.row4, block.row3 &- block.row4)

    let (outerSum, outerDifference) = (sum07 &+ sum34, sum07 &- sum34)
    let (innerSum, innerDifference) = (sum16 &+ sum25, sum16 &- sum25)

    // The factors are the paper's, times 2¹³: 0.298631336 is 2446, 0.390180644 is 3196, 0.541196100 is 4433, 0.765366865 is
    // 6270, 0.899976223 is 7373, 1.175875602 is 9633, 1.501321110 is 12299, 1.847759065 is 15137, 1.961570560 is 16069,
    // 2.053119869 is 16819, 2.562915447 is 20995, 3.072711026 is 25172.
    let row2 = Lanes.sum(outerDifference, 4433 + 6270, innerDifference, 4433)
    let row6 = Lanes.sum(outerDifference, 4433, innerDifference, 4433 - 15137)

    let crossed = (difference34 &+ difference16, difference25 &+ difference07)
    let crossed3 = Lanes.sum(crossed.0, 9633 - 16069, crossed.1, 9633)
    let crossed4 = Lanes.sum(crossed.0, 9633, crossed.1, 9633 - 3196)
    let row7 = Lanes.sum(difference34, 2446 - 7373, difference07, -7373) &+ crossed3
    let row5 = Lanes.sum(difference25, 16819 - 20995, difference16, -20995) &+ crossed4
    let row3 = Lanes.sum(difference16, 25172 - 20995, difference25, -20995) &+ crossed3
    let row1 = Lanes.sum(difference07, 12299 - 7373, difference34, -7373) &+ crossed4

    return SampleBlock(
      scale(outerSum &+ innerSum), descaled(row1, shift), descaled(row2, shift), descaled(row3, shift),
      scale(outerSum &- innerSum), descaled(row5, shift), descaled(row6, shift), descaled(row7, shift))
  }

  /// value / 2^shift, rounded to nearest, ties up.
  @inline(__always)
  private static func descaled(_ value: SIMD8<Int32>, _ shift: Int32) -> SampleBlock.Row {
    Lanes.narrowed((value &+ SIMD8(repeating: 1 &<< (shift &- 1))) &>> SIMD8(repeating: shift))
  }
}
