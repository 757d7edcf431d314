/// Averages of two pixels, or of two by two, as libjpeg has them (jcsample.c): halves are rounded down and up by turns, so
/// that none of the two is preferred.
enum ChromaDownsampling {
  /// Fills `rows` rows from `offset` of `output`, half as long as those from `start` of `input`.
  ///
  /// - Precondition: `stride` is a multiple of 16, and both arrays hold the rows.
  static func reduce(
    _ input: [UInt8], from start: Int, stride: Int, rows: Int, vertically: Bool, into output: inout [UInt8],
    at offset: Int
  ) {
    let sourceRows = vertically ? 2 * rows : rows
    precondition(
      stride % 16 == 0 && start >= 0 && input.count >= start + sourceRows * stride && offset >= 0
        && output.count >= offset + rows * stride / 2, "both hold the rows")
    // Sixteen samples make eight at each step, all inside the rows that the precondition speaks of.
    input.withUnsafeBytes { input in
      output.withUnsafeMutableBytes { output in
        for row in 0..<rows {
          for x in Swift.stride(from: 0, to: stride, by: 16) {
            let sum: SIMD8<UInt16>
            if vertically {
              sum =
                pairs(input, start + 2 * row * stride + x) &+ pairs(input, start + (2 * row + 1) * stride + x)
                &+ SIMD8(1, 2, 1, 2, 1, 2, 1, 2)
            } else {
              sum = pairs(input, start + row * stride + x) &+ SIMD8(0, 1, 0, 1, 0, 1, 0, 1)
            }
            output.storeBytes(
              of: SIMD8<UInt8>(truncatingIfNeeded: sum &>> (vertically ? 2 : 1)),
              toByteOffset: offset + (row * stride + x) / 2,
              as: SIMD8<UInt8>.self)
          }
        }
      }
    }
  }

  /// Sums of neighbours.
  @inline(__always)
  private static func pairs(_ plane: UnsafeRawBufferPointer, _ offset: Int) -> SIMD8<UInt16> {
    // A word is two samples; which of them is the lower byte does not matter to the sum.
    let words = plane.loadUnaligned(fromByteOffset: offset, as: SIMD8<UInt16>.self)
    return (words & 0xff) &+ (words &>> 8)
  }
}
