import Testing

@testable import ImageCodecs

@Suite struct ImageReductionTests {
  private static func image(width: Int, height: Int, channels: Int) -> Image {
    let pixels = (0..<width * height * channels).map { UInt8(truncatingIfNeeded: $0 * $0 + 31 * $0 / 5) }
    return Image(width: width, height: height, channels: channels, pixels: pixels)
  }

  @Test(arguments: DecodingOptions.Scale.allCases, [(1, 1), (2, 2), (7, 3), (8, 8), (9, 17), (33, 16)])
  func `each sample is the rounded mean of its square`(scale: DecodingOptions.Scale, size: (Int, Int)) {
    for channels in [1, 3] {
      let image = Self.image(width: size.0, height: size.1, channels: channels)
      let side = scale.rawValue
      let reduced = image.reduced(by: scale)
      #expect(reduced.width == (size.0 + side - 1) / side)
      #expect(reduced.height == (size.1 + side - 1) / side)
      var expected: [UInt8] = []
      for row in stride(from: 0, to: size.1, by: side) {
        for column in stride(from: 0, to: size.0, by: side) {
          for channel in 0..<channels {
            var samples: [Int] = []
            for y in row..<min(row + side, size.1) {
              for x in column..<min(column + side, size.0) {
                samples.append(Int(image.pixels[(y * size.0 + x) * channels + channel]))
              }
            }
            expected.append(UInt8((Double(samples.reduce(0, +)) / Double(samples.count)).rounded()))
          }
        }
      }
      #expect(reduced.pixels == expected)
    }
  }

  @Test func `white stays white`() {
    let image = Image(width: 9, height: 9, channels: 1, pixels: [UInt8](repeating: 255, count: 81))
    #expect(image.reduced(by: .eighth).pixels == [255, 255, 255, 255])
  }
}
