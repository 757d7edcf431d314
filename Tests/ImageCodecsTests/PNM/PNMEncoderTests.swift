import ImageCodecs
import Testing

@Suite struct PNMEncoderTests {
  @Test func `gray is written as P5`() {
    let image = Image(width: 2, height: 1, channels: 1, pixels: [10, 255])
    #expect(PNMEncoder.encode(image) == Array("P5\n2 1\n255\n".utf8) + [10, 255])
  }

  @Test func `RGB is written as P6`() {
    let image = Image(width: 1, height: 2, channels: 3, pixels: [1, 2, 3, 4, 5, 6])
    #expect(PNMEncoder.encode(image) == Array("P6\n1 2\n255\n".utf8) + [1, 2, 3, 4, 5, 6])
  }

  @Test(arguments: [1, 3])
  func `an image comes back`(channels: Int) throws {
    // Begins with bytes of white space and of comments, which are samples here.
    let pixels = [0x20, 0x0a, 0x23] + (0..<27).map { UInt8($0) }
    let image = Image(
      width: 10 / channels * channels / channels, height: 3, channels: channels,
      pixels: Array(pixels.prefix(10 / channels * channels * 3)))
    #expect(try PNMDecoder.decode(PNMEncoder.encode(image).span).image == image)
  }
}
