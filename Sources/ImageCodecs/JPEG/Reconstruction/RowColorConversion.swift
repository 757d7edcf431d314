/// Conversion of single rows from a file's colours to interleaved red, green and blue.
///
/// YCbCr is that of JFIF, in the integers of libjpeg's `jdcolor`, x = Cb − 128 and z = Cr − 128:
///
///     R = Y + (91881·z + 2¹⁵) >> 16            1.40200
///     G = Y + (−22554·x − 46802·z + 2¹⁵) >> 16   0.34414, 0.71414
///     B = Y + (116130·x + 2¹⁵) >> 16           1.77200
///
/// Inputs may be read up to 16 bytes past their ends; nothing is written past the output's.
enum RowColorConversion {
  /// The three rows of samples that a row of pixels is made of.
  struct Rows {
    let first, second, third: UnsafePointer<UInt8>
  }

  /// YCbCr to RGB; `output` has room for 3·count bytes.
  static func yCbCr(_ rows: Rows, count: Int, to output: UnsafeMutablePointer<UInt8>) {
    convert(rows, isYCbCr: true, count: count, to: output)
  }

  /// Three planes to interleaved pixels; `output` has room for 3·count bytes.
  static func rgb(_ rows: Rows, count: Int, to output: UnsafeMutablePointer<UInt8>) {
    convert(rows, isYCbCr: false, count: count, to: output)
  }

  /// Inks to RGB, as Pillow's conversion has it: red = K − round(K·ink / 255), K as stored, ink = 255 − C; likewise green
  /// and blue. With 255 for no ink, as files store it, that is about K·C / 255.
  ///
  /// - Parameters:
  ///   - pixels: a row of 3·count bytes, cyan, magenta and yellow as stored; if `isYCCK`, what `yCbCr` made of the
  ///     first three components, which is the ink itself. Red, green and blue on return.
  ///   - black: the stored K of each pixel.
  static func multiply(
    _ pixels: UnsafeMutablePointer<UInt8>, byBlack black: UnsafePointer<UInt8>, count: Int, isYCCK: Bool
  ) {
    for index in 0..<count {
      let key = Int(black[index])
      for channel in 0..<3 {
        let stored = Int(pixels[3 &* index &+ channel])
        let ink = isYCCK ? stored : 255 &- stored
        // round(key·ink / 255), exactly, for products of two bytes.
        let product = key &* ink &+ 128
        let value = key &- (product &>> 8 &+ product) &>> 8
        pixels[3 &* index &+ channel] = UInt8(truncatingIfNeeded: max(0, value))
      }
    }
  }

  /// Eight pixels.
  private struct Pixels {
    let red, green, blue: SIMD8<Int16>
  }

  /// Eight pixels at a time; the last ones sample by sample.
  @inline(__always)
  private static func convert(_ rows: Rows, isYCbCr: Bool, count: Int, to output: UnsafeMutablePointer<UInt8>) {
    var index = 0
    // Each store of eight pixels writes two bytes more, which the next store, of one pixel at least, puts right.
    while index &+ 8 < count {
      put(pixels(rows, index, isYCbCr: isYCbCr), to: UnsafeMutableRawPointer(output + 3 &* index))
      index &+= 8
    }
    let last = pixels(rows, index, isYCbCr: isYCbCr)
    for lane in 0..<count &- index {
      output[3 &* (index &+ lane)] = UInt8(truncatingIfNeeded: last.red[lane])
      output[3 &* (index &+ lane) &+ 1] = UInt8(truncatingIfNeeded: last.green[lane])
      output[3 &* (index &+ lane) &+ 2] = UInt8(truncatingIfNeeded: last.blue[lane])
    }
  }

  @inline(__always)
  private static func pixels(_ rows: Rows, _ index: Int, isYCbCr: Bool) -> Pixels {
    let (first, second) = (Lanes.load(rows.first, index), Lanes.load(rows.second, index))
    let third = Lanes.load(rows.third, index)
    return isYCbCr
      ? converted(first, second &- 128, third &- 128) : Pixels(red: first, green: second, blue: third)
  }

  /// `x` and `z` as above, −128...127.
  ///
  /// The factors of more than 15 bits are split into a multiple of 2¹⁶ and a rest. (2·x·f) >> 16, plus 1, >> 1 is
  /// (x·f + 2¹⁵) >> 16.
  @inline(__always)
  private static func converted(_ y: SIMD8<Int16>, _ x: SIMD8<Int16>, _ z: SIMD8<Int16>) -> Pixels {
    let red = y &+ z &+ (Lanes.highProduct(z &+ z, 91881 - 65536) &+ 1) &>> 1
    let blue = y &+ x &+ x &+ (Lanes.highProduct(x &+ x, 116130 - 131072) &+ 1) &>> 1
    let rounding = SIMD8<Int32>(repeating: 32768)
    let difference = (Lanes.sum(x, -22554, z, 65536 - 46802) &+ rounding) &>> 16
    let green = y &- z &+ Lanes.narrowed(difference)
    return Pixels(red: Lanes.limited(red), green: Lanes.limited(green), blue: Lanes.limited(blue))
  }

  /// Writes eight pixels of three bytes, and two bytes more.
  @inline(__always)
  private static func put(_ pixels: Pixels, to output: UnsafeMutableRawPointer) {
    // Four bytes a pixel, two pixels a word; then the fourth bytes are closed up.
    let words = Lanes.interleaved(pixels.red | pixels.green &<< 8, pixels.blue)
    let pairs = unsafeBitCast(words, to: SIMD4<UInt64>.self)
    let closed = (pairs & 0xff_ffff) | ((pairs &>> 8) & 0xffff_ff00_0000)
    output.storeBytes(of: closed[0].littleEndian, as: UInt64.self)
    (output + 6).storeBytes(of: closed[1].littleEndian, as: UInt64.self)
    (output + 12).storeBytes(of: closed[2].littleEndian, as: UInt64.self)
    (output + 18).storeBytes(of: closed[3].littleEndian, as: UInt64.self)
  }
}
