import Testing

@testable import ImageCodecs

struct JPEGEncoderColorTests {
  /// Colours of a coarse grid, all shades of red, green and blue, and colours whose luminance is just at a half or below it.
  static let pixels: [UInt8] = {
    let levels = stride(from: UInt8(0), through: 255, by: 17)
    let grid = levels.flatMap { red in levels.flatMap { green in levels.flatMap { [red, green, $0] } } }
    let halves: [UInt8] = [0, 52, 184, 1, 53, 185, 0, 62, 229, 0, 183, 27]
    return grid + halves + (0...255).flatMap { (shade: UInt8) in [shade, 0, 0, 0, shade, 0, 0, 0, shade] }
  }()

  /// Planes as `ForwardColorConversion` says, by numbers of any size.
  static let expected: [UInt8] = {
    let colours = stride(from: 0, to: pixels.count, by: 3).map { pixels[$0..<$0 + 3].map(Int.init) }
    let luminance = colours.map { (19595 * $0[0] + 38470 * $0[1] + 7471 * $0[2] + 32768) >> 16 }
    let blueDifference = colours.map { (-11059 * $0[0] - 21709 * $0[1] + 32768 * $0[2] + 0x80_7fff) >> 16 }
    let redDifference = colours.map { (32768 * $0[0] - 27439 * $0[1] - 5329 * $0[2] + 0x80_7fff) >> 16 }
    return (luminance + blueDifference + redDifference).map { UInt8($0) }
  }()

  /// Rows of `length` pixels, converted one by one.
  private static func planes(rowLength length: Int) -> [UInt8] {
    let count = pixels.count / 3
    var planes = [UInt8](repeating: 0, count: pixels.count)
    for start in stride(from: 0, to: count, by: length) {
      let row = Array(pixels[3 * start..<3 * min(start + length, count)])
      ForwardColorConversion.convert(row.span, to: &planes, at: start, planeSize: count)
    }
    return planes
  }

  @Test(arguments: [1, 7, 8, 9, 1000])
  func `colours are converted by the formula, wherever in a row they are`(rowLength: Int) {
    #expect(Self.planes(rowLength: rowLength) == Self.expected)
  }
}
