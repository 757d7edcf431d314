import Datasets
import ImageCodecs
import Testing

/// What Pillow 12.1 makes of the same images; the numbers come from Fixtures/Generators/make_resize_fixtures.py.
struct ImageResizingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let size: (Int, Int, Int)
    let result: (Int, Int)
    var box: ImageBox?
    var samples: [UInt8] = []
    var hash: UInt64 = 0

    var testDescription: String { "\(size.0)×\(size.1)×\(size.2) to \(result.0)×\(result.1)" }

    var resized: Image {
      SampleImages.image(size.0, size.1, size.2).resized(width: result.0, height: result.1, region: box)
    }
  }

  static let small = [
    Case(
      size: (5, 4, 3), result: (3, 2),
      samples: [79, 122, 161, 118, 122, 134, 159, 95, 151, 150, 160, 108, 107, 135, 126, 130, 183, 100]),
    Case(
      size: (3, 2, 3), result: (5, 3),
      samples: [
        0, 113, 226, 9, 146, 210, 23, 196, 187, 37, 209, 156, 46, 217, 136, 116, 116, 183, 92, 118, 183, 58, 121, 183,
        57, 119, 144, 56, 117, 118, 231, 118, 139, 175, 89, 155, 92, 45, 179, 76, 28, 131, 65, 16, 99,
      ]),
    Case(
      size: (7, 5, 1), result: (4, 3), box: ImageBox(left: 0.5, top: 0.25, right: 6.75, bottom: 4.5),
      samples: [132, 157, 139, 98, 109, 93, 144, 144, 104, 132, 100, 143]),
    Case(size: (1, 1, 3), result: (2, 2), samples: [0, 113, 226, 0, 113, 226, 0, 113, 226, 0, 113, 226]),
    Case(size: (9, 1, 1), result: (2, 1), samples: [121, 142]),
  ]

  static let large = [
    Case(size: (500, 375, 3), result: (341, 256), hash: 0xCE0F_E0BB_466C_60F2),
    Case(size: (375, 500, 3), result: (256, 341), hash: 0x7876_BF9D_F0F1_0BB4),
    Case(size: (500, 375, 1), result: (341, 256), hash: 0xCBAD_0777_11FB_DCFE),
    Case(size: (64, 48, 3), result: (341, 256), hash: 0x1C68_ACAA_0040_77E3),
    Case(size: (256, 256, 3), result: (224, 224), hash: 0xECFB_BFC4_6914_E057),
    Case(size: (341, 256, 3), result: (341, 200), hash: 0x596F_62CB_48EF_90FF),
    Case(size: (341, 256, 3), result: (300, 256), hash: 0x81B0_53FE_E8E5_FAF7),
    Case(
      size: (500, 375, 3), result: (227, 227),
      box: ImageBox(left: 10.5, top: 20.25, right: 400.125, bottom: 300.75), hash: 0x6EB1_93AE_23C4_1B0B),
    Case(
      size: (33, 17, 3), result: (16, 16), box: ImageBox(left: 1.5, top: 2.5, right: 30.25, bottom: 16),
      hash: 0xAA17_72E7_1C53_D80D),
    // Seven hundred taps: more than the vector loops take.
    Case(size: (700, 700, 3), result: (1, 1), hash: 0x2FBD_371A_E17F_7F16),
    Case(size: (513, 514, 1), result: (2, 2), hash: 0x27E9_74A9_82D9_41D6),
    Case(size: (4, 3, 3), result: (200, 100), hash: 0xAEFE_F43C_8FB7_EABD),
    Case(size: (2000, 7, 3), result: (5, 6), hash: 0x75DA_3E07_FFE8_1624),
  ]

  @Test(arguments: small) func `small images have Pillow's samples`(_ example: Case) {
    #expect(example.resized.pixels == example.samples)
  }

  @Test(arguments: large) func `large images have the hash of Pillow's samples`(_ example: Case) {
    let image = example.resized
    #expect([image.width, image.height, image.channels] == [example.result.0, example.result.1, example.size.2])
    #expect(SampleImages.hash(image.pixels) == example.hash)
  }

  @Test(arguments: [(31, 22), (90, 61), (5, 100), (64, 3)])
  func `three equal channels are resized as one is`(_ width: Int, _ height: Int) {
    // One channel takes the scalar loop along rows, three the vector loop.
    let gray = SampleImages.image(64, 48, 1)
    #expect(gray.rgb().resized(width: width, height: height) == gray.resized(width: width, height: height).rgb())
  }

  @Test(arguments: [UInt8(0), 1, 127, 254, 255]) func `a single colour stays what it is`(_ value: UInt8) {
    for (width, height) in [(600, 300), (300, 600), (259, 257)] {
      let image = Image(
        width: width, height: height, channels: 3, pixels: [UInt8](repeating: value, count: width * height * 3))
      for size in [1, 2, 29, 700] {
        #expect(image.resized(width: size, height: size).pixels.allSatisfy { $0 == value })
      }
    }
  }

  @Test func `an image of the same size is the same image`() {
    let image = SampleImages.image(37, 21, 3)
    #expect(image.resized(width: 37, height: 21) == image)
  }

  @Test(arguments: [
    (500, 375, 341, 256), (375, 500, 256, 341), (256, 256, 256, 256), (100, 100, 256, 256), (3, 1, 768, 256),
    (333, 500, 256, 384), (1, 1000, 256, 256_000),
  ])
  func `the shorter side becomes what is asked for, the longer drops its fraction`(
    _ width: Int, _ height: Int, _ newWidth: Int, _ newHeight: Int
  ) {
    #expect(
      FrameSize(height: height, width: width).withShorterSide(256) == FrameSize(height: newHeight, width: newWidth))
  }

  @Test func `a longer side beyond all numbers saturates`() {
    #expect(FrameSize(height: 1, width: .max).withShorterSide(256).width == .max)
  }

  @Test func `an image so narrow that its frame fits no memory is an error`() throws {
    let image = SampleImages.image(1, 3000, 1)
    #expect(throws: ImageError.self) { try image.resizedShorterSide(to: 256, maximumPixels: 1 << 24) }
    #expect(try image.resizedShorterSide(to: 2).height == 6000)
  }

  @Test(arguments: [CentreRounding.down, .toEven], [(50, 37), (37, 50), (41, 41), (30, 12)])
  func `the square is the middle of the resized image`(_ rounding: CentreRounding, _ size: (Int, Int)) throws {
    let image = SampleImages.image(size.0, size.1, 3)
    let square = image.resizedShorterSideSquare(24, rounding: rounding)
    #expect(try square == image.resizedShorterSide(to: 24).centreCropped(height: 24, width: 24, rounding: rounding))
  }

  @Test func `the square of a very narrow image costs no more than another`() {
    // Its frame would have 256 × 25,600,000 pixels.
    let square = SampleImages.image(100_000, 1, 3).resizedShorterSideSquare(256)
    #expect(square.width == 256 && square.height == 256)
  }
}
