import ImageCodecs
import StreamCodecs
import Testing

@Suite struct JPEGDecoderTests {
  static let scales: [DecodingOptions.Scale] = [.full, .half, .quarter, .eighth]

  private static func check(of image: Image) -> UInt32 {
    var check = CRC32()
    check.update(image.pixels.span)
    return check.value
  }

  // MARK: - Pixels

  @Test(arguments: GoldenJPEGs.files)
  func `pixels are those of libjpeg-turbo at every scale`(file: GoldenJPEGs.File) throws {
    let edited = try EditedJPEG(file.testDescription)
    for (scale, check) in zip(Self.scales, file.checks) {
      let result = try edited.decoded { $0.scale = scale }
      #expect(result.format == .jpeg)
      #expect(!result.isTruncated)
      #expect(result.image.width == (27 + scale.rawValue - 1) / scale.rawValue)
      #expect(result.image.height == (21 + scale.rawValue - 1) / scale.rawValue)
      #expect(result.image.channels == (file.testDescription.hasPrefix("gray") ? 1 : 3))
      #expect(Self.check(of: result.image) == check)
    }
  }

  @Test(arguments: [(1, 4, 3), (3, 4, 3), (4, 7, 6), (7, 14, 11), (11, 14, 11), (12, 27, 21), (100, 27, 21)])
  func `the smallest scale is chosen that keeps the shorter side`(side: Int, width: Int, height: Int) throws {
    let image = try EditedJPEG("4:2:0").decoded { $0.minimumShorterSide = side }.image
    #expect(image.width == width)
    #expect(image.height == height)
  }

  @Test func `a scale that is asked for goes before a shorter side`() throws {
    let image = try EditedJPEG("4:2:0").decoded {
      $0.minimumShorterSide = 1
      $0.scale = .half
    }.image
    #expect(image.width == 14)
  }

  @Test func `channels are those asked for`() throws {
    let gray = try EditedJPEG("gray")
    #expect(try gray.decoded { $0.channels = .rgb }.image == gray.decoded().image.rgb())
    let colour = try EditedJPEG("4:4:4")
    #expect(try colour.decoded { $0.channels = .gray }.image == colour.decoded().image.gray())
  }

  @Test func `sampling factors of a gray file mean nothing`() throws {
    var edited = try EditedJPEG("gray")
    let expected = try edited.decoded().image
    try edited.set(0x22, at: 11, after: 0xc0)
    #expect(try edited.decoded().image == expected)
  }

  @Test func `components of one name are told apart by their order`() throws {
    var edited = try EditedJPEG("4:2:0")
    let expected = try edited.decoded().image
    for distance in [10, 13, 16] { try edited.set(1, at: distance, after: 0xc0) }
    for distance in [5, 7, 9] { try edited.set(1, at: distance, after: 0xda) }
    #expect(try edited.decoded().image == expected)
  }

  // MARK: - What the colours are

  @Test func `component names R G B tell RGB, but only without other segments`() throws {
    var edited = try EditedJPEG("4:4:4")
    let converted = try edited.decoded().image
    for (distance, name) in zip([10, 13, 16], "RGB".utf8) { try edited.set(name, at: distance, after: 0xc0) }
    for (distance, name) in zip([5, 7, 9], "RGB".utf8) { try edited.set(name, at: distance, after: 0xda) }
    // With its JFIF segment it still is YCbCr.
    #expect(try edited.decoded().image == converted)
    edited.removeSegments(of: 0xe0)
    let plain = try edited.decoded().image
    #expect(plain != converted)
    // So it is with an Adobe segment of transform 1, and RGB again with 0.
    let adobe = [0xff, 0xee, 0, 14] + Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0]
    edited.insertAtStart(adobe + [1])
    #expect(try edited.decoded().image == converted)
    edited.bytes[2 + adobe.count] = 0
    #expect(try edited.decoded().image == plain)
  }

  @Test func `four components without an Adobe segment are CMYK`() throws {
    var edited = try EditedJPEG("CMYK")
    let expected = try edited.decoded().image
    edited.removeSegments(of: 0xee)
    #expect(try edited.decoded().image == expected)
  }

  // MARK: - What real files have

  @Test(arguments: ["4:2:0", "progressive 4:2:0", "sequential in three scans", "gray"])
  func `what follows the image does not matter, nor does a missing end`(name: String) throws {
    var edited = try EditedJPEG(name)
    let expected = try edited.decoded()
    edited.bytes += [0x12, 0xff, 0xd8, 0xff, 0x00, 0xff, 0x02, 0xff]
    #expect(try edited.decoded() == expected)
    edited = try EditedJPEG(name)
    edited.bytes.removeLast(2)
    #expect(try edited.decoded() == expected)
  }

  @Test func `fill bytes and stray bytes between segments are passed over`() throws {
    var edited = try EditedJPEG("progressive 4:2:0")
    let expected = try edited.decoded()
    for place in edited.places(of: 0xc4).reversed() {
      edited.bytes.insert(contentsOf: [0x55, 0x00, 0xff, 0x00, 0xff, 0xff, 0xff], at: place)
    }
    #expect(try edited.decoded() == expected)
  }

  @Test func `a component keeps the quantization table of its first scan`() throws {
    var edited = try EditedJPEG("gray, progressive")
    let expected = try edited.decoded()
    let table = [0xff, 0xdb, 0, 67, 0] + [UInt8](repeating: 1, count: 64)
    edited.bytes.insert(contentsOf: table, at: edited.places(of: 0xda)[1])
    #expect(try edited.decoded() == expected)
  }

  @Test func `a height that is said once more, and conditions of arithmetic coding, are passed over`() throws {
    var edited = try EditedJPEG("progressive 4:2:0")
    let expected = try edited.decoded()
    let segments: [UInt8] = [0xff, 0xdc, 0, 4, 0, 21, 0xff, 0xcc, 0, 4, 0, 0x10]
    edited.bytes.insert(contentsOf: segments, at: edited.places(of: 0xda)[1])
    #expect(try edited.decoded() == expected)
  }

  @Test func `fill bytes before restart markers are passed over, and so are bytes that are too many`() throws {
    var edited = try EditedJPEG("restarts each 2 MCUs")
    let expected = try edited.decoded()
    for (code, filling) in [(0xd0, [0xff, 0xff]), (0xd1, [0x12, 0x34, 0x56])] as [(UInt8, [UInt8])] {
      for place in edited.places(of: code).reversed() { edited.bytes.insert(contentsOf: filling, at: place) }
    }
    #expect(try edited.decoded() == expected)
  }

  @Test func `a sequential file without Huffman tables has the standard ones`() throws {
    // Of the luminance tables: DC difference 3 is 011 11, the end of the block 1010.
    let edited = try EditedJPEG(width: 8, height: 8, factor: 16, components: [(1, 0x11)], bits: "01111" + "1010")
    // (3·16 + 4) >> 3 + 128
    let expected = Image(width: 8, height: 8, channels: 1, pixels: [UInt8](repeating: 134, count: 64))
    #expect(try edited.decoded().image == expected)
  }

  @Test func `sampling ratios that are not whole repeat the sample that a pixel lies in`() throws {
    // One MCU of 24 × 8 pixels: three blocks of red, two of green, one of blue; each block of green is 6 lighter.
    let (zero, three) = ("00" + "1010", "01111" + "1010")
    let components = zip("RGB".utf8, [0x31, 0x21, 0x11]).map { (name: $0.0, factors: UInt8($0.1)) }
    let edited = try EditedJPEG(
      width: 24, height: 8, factor: 16, components: components, bits: zero + zero + zero + three + three + zero)
    let image = try edited.decoded().image
    #expect(image.width == 24)
    for column in 0..<24 {
      let green: UInt8 = column * 2 / 3 < 8 ? 134 : 140
      #expect(Array(image.pixels[3 * column..<3 * column + 3]) == [128, green, 128])
    }
  }
}
