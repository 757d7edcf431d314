/// RGB to YCbCr (JFIF 1.02, ITU-R BT.601 at full range) in 16-bit fixed point, as libjpeg has it (jccolor.c):
///
/// ```
/// Y  = ( 19595·R + 38470·G +  7471·B           + 2¹⁵)     / 2¹⁶
/// Cb = (-11059·R - 21709·G + 32768·B + 128·2¹⁶ + 2¹⁵ - 1) / 2¹⁶
/// Cr = ( 32768·R - 27439·G -  5329·B + 128·2¹⁶ + 2¹⁵ - 1) / 2¹⁶, all rounded down
/// ```
enum ForwardColorConversion {
  private typealias Lanes = SIMD8<Int32>

  /// Converts a row of RGB pixels to Y at `offset`, Cb `planeSize` further on and Cr as far again.
  static func convert(_ pixels: Span<UInt8>, to planes: inout [UInt8], at offset: Int, planeSize: Int) {
    let width = pixels.count / 3
    precondition(
      offset >= 0 && planeSize >= 0 && offset + 2 * planeSize + width <= planes.count, "planes hold the row")
    // The precondition keeps all three rows inside `planes`.
    pixels.withUnsafeBytes { pixels in
      planes.withUnsafeMutableBytes { planes in
        guard let source = pixels.baseAddress, let output = planes.baseAddress.map({ $0 + offset }) else { return }
        var x = 0
        // Eight pixels are read as eight words of four bytes, so one more byte must follow.
        while x + 8 < width {
          convertEight(source + 3 &* x, to: output + x, planeSize: planeSize)
          x &+= 8
        }
        while x < width {
          let pixel = source + 3 &* x
          let (luminance, blueDifference, redDifference) = convert(
            red: Int32(pixel.load(as: UInt8.self)), green: Int32(pixel.load(fromByteOffset: 1, as: UInt8.self)),
            blue: Int32(pixel.load(fromByteOffset: 2, as: UInt8.self)))
          (output + x).storeBytes(of: luminance, as: UInt8.self)
          (output + x + planeSize).storeBytes(of: blueDifference, as: UInt8.self)
          (output + x + 2 &* planeSize).storeBytes(of: redDifference, as: UInt8.self)
          x &+= 1
        }
      }
    }
  }

  /// One pixel.
  @inline(__always)
  private static func convert(red: Int32, green: Int32, blue: Int32) -> (UInt8, UInt8, UInt8) {
    let luminance = 19595 &* red &+ 38470 &* green &+ 7471 &* blue &+ 0x8000
    let blueDifference = 32768 &* blue &- 11059 &* red &- 21709 &* green &+ 0x80_7fff
    let redDifference = 32768 &* red &- 27439 &* green &- 5329 &* blue &+ 0x80_7fff
    return (
      UInt8(truncatingIfNeeded: luminance &>> 16), UInt8(truncatingIfNeeded: blueDifference &>> 16),
      UInt8(truncatingIfNeeded: redDifference &>> 16)
    )
  }

  /// Eight pixels. Products of factors from 0 to 2¹⁵ - 1 are one instruction on 16-bit halves, so greater factors are split,
  /// and what the formula subtracts is written with the samples' distances from 255.
  @inline(__always)
  private static func convertEight(
    _ source: UnsafeRawPointer, to output: UnsafeMutableRawPointer, planeSize: Int
  ) {
    let words = Lanes(
      word(source, 0), word(source, 3), word(source, 6), word(source, 9), word(source, 12), word(source, 15),
      word(source, 18), word(source, 21))
    let (red, green, blue) = (words & 0xff, (words &>> 8) & 0xff, (words &>> 16) & 0xff)
    let (redRest, greenRest, blueRest) = (red ^ 0xff, green ^ 0xff, blue ^ 0xff)
    let luminance = red &* 19595 &+ green &* (38470 - 16384) &+ (green &<< 14) &+ blue &* 7471 &+ 0x8000
    let blueDifference = (blue &<< 15) &+ redRest &* 11059 &+ greenRest &* 21709 &+ 0xffff
    let redDifference = (red &<< 15) &+ greenRest &* 27439 &+ blueRest &* 5329 &+ 0xffff
    output.storeBytes(of: bytes(luminance), as: SIMD8<UInt8>.self)
    output.storeBytes(of: bytes(blueDifference), toByteOffset: planeSize, as: SIMD8<UInt8>.self)
    output.storeBytes(of: bytes(redDifference), toByteOffset: 2 &* planeSize, as: SIMD8<UInt8>.self)
  }

  @inline(__always)
  private static func word(_ source: UnsafeRawPointer, _ offset: Int) -> Int32 {
    Int32(littleEndian: source.loadUnaligned(fromByteOffset: offset, as: Int32.self))
  }

  @inline(__always)
  private static func bytes(_ value: Lanes) -> SIMD8<UInt8> {
    SIMD8<UInt8>(truncatingIfNeeded: value &>> 16)
  }
}
