import ImageCodecs
import StreamCodecs
import Testing

@Suite struct PNGDecoderTests {
  /// A colour type with a depth that it may have.
  struct Kind: CustomTestStringConvertible, Sendable {
    let colorType: Int
    let depth: Int
    var testDescription: String { "colour type \(colorType), \(depth) bits" }
  }

  static let kinds: [Kind] = [0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]]
    .sorted { $0.key < $1.key }
    .flatMap { type, depths in depths.map { Kind(colorType: type, depth: $0) } }

  private static let palette: [[UInt8]] = (0..<256).map { (index: Int) -> [UInt8] in
    [UInt8(index), UInt8(255 - index), UInt8(index * 7 % 256)]
  }

  /// A writer, samples for it, and the pixels that they stand for.
  private static func image(
    _ kind: Kind, width: Int, height: Int, isInterlaced: Bool = false
  ) -> (writer: PNGWriter, samples: [Int], pixels: [UInt8]) {
    var writer = PNGWriter()
    writer.width = width
    writer.height = height
    writer.depth = kind.depth
    writer.colorType = kind.colorType
    writer.isInterlaced = isInterlaced
    if kind.colorType == 3 {
      writer.extraChunks = [PNGWriter.chunk("PLTE", palette.prefix(1 << kind.depth).flatMap { $0 })]
    }
    var state = 1 + width * 31 + height
    let samples = (0..<width * height * writer.samplesPerPixel).map { index in
      state = (state * 1_103_515_245 + 12345) & 0x7fff_ffff
      // Smooth in part, so that every choice of Paeth's is made.
      return (index % 3 == 0 ? state >> 8 : index * 5 / 3) & (1 << kind.depth - 1)
    }
    let perPixel = writer.samplesPerPixel
    let pixels = (0..<width * height).flatMap { pixel -> [UInt8] in
      if kind.colorType == 3 { return palette[samples[pixel]] }
      let colours = kind.colorType >= 4 ? perPixel - 1 : perPixel
      return (0..<colours).map { channel in
        UInt8((Double(samples[pixel * perPixel + channel]) * 255 / Double(1 << kind.depth - 1)).rounded())
      }
    }
    return (writer, samples, pixels)
  }

  private static func decoded(_ file: [UInt8], _ options: DecodingOptions = DecodingOptions()) throws -> Image {
    let result = try PNGDecoder.decode(file.span, options: options)
    #expect(result.format == .png)
    #expect(!result.isTruncated)
    return result.image
  }

  // MARK: - What decodes

  @Test(arguments: kinds, [false, true])
  func `every colour type and depth decodes, interlaced or not`(kind: Kind, isInterlaced: Bool) throws {
    for (width, height) in [(1, 1), (2, 1), (1, 9), (3, 5), (5, 3), (8, 8), (17, 19), (33, 10)] {
      let (writer, samples, pixels) = Self.image(kind, width: width, height: height, isInterlaced: isInterlaced)
      let image = try Self.decoded(writer.file(samples))
      #expect(image.width == width && image.height == height)
      #expect(image.channels == (kind.colorType == 0 || kind.colorType == 4 ? 1 : 3))
      #expect(image.pixels == pixels)
    }
  }

  @Test(arguments: kinds, 0...4)
  func `every filter is undone for pixels of every size, in the first row too`(kind: Kind, filter: Int) throws {
    var (writer, samples, pixels) = Self.image(kind, width: 41, height: 6)
    writer.filters = [filter]
    #expect(try Self.decoded(writer.file(samples)).pixels == pixels)
  }

  @Test func `16-bit samples are rounded to the nearest of 8 bits`() throws {
    var writer = PNGWriter()
    (writer.width, writer.height, writer.depth) = (256, 256, 16)
    let pixels = (0..<65536).map { UInt8((Double($0) / 257).rounded()) }
    #expect(try Self.decoded(writer.file(Array(0..<65536))).pixels == pixels)
  }

  @Test(arguments: [1, 2, 7, 1000])
  func `image data may be cut into chunks anywhere`(length: Int) throws {
    var (writer, samples, pixels) = Self.image(Kind(colorType: 2, depth: 8), width: 9, height: 9)
    writer.chunkLength = length
    #expect(try Self.decoded(writer.file(samples)).pixels == pixels)
  }

  @Test func `an index that the palette lacks is black`() throws {
    var writer = PNGWriter()
    (writer.width, writer.colorType) = (3, 3)
    writer.extraChunks = [PNGWriter.chunk("PLTE", [1, 2, 3])]
    #expect(try Self.decoded(writer.file([0, 1, 255])).pixels == [1, 2, 3, 0, 0, 0, 0, 0, 0])
  }

  @Test func `ancillary chunks are passed over, even damaged ones, as is a suggested palette`() throws {
    var (writer, samples, pixels) = Self.image(Kind(colorType: 2, depth: 8), width: 4, height: 4)
    var damaged = PNGWriter.chunk("gAMA", [0, 0, 1, 2])
    damaged[9] ^= 1
    writer.extraChunks = [
      damaged, PNGWriter.chunk("PLTE", [1, 2, 3]), PNGWriter.chunk("acTL", []), PNGWriter.chunk("tEXt", [65, 0, 66]),
      PNGWriter.chunk("eXIf", [77, 77]), PNGWriter.chunk("tRNS", [1]),
    ]
    let options = DecodingOptions(transparency: .composited(red: 9, green: 9, blue: 9))
    #expect(try Self.decoded(writer.file(samples), options).pixels == pixels)
  }

  @Test func `what follows the rows and the last chunk is not looked at`() throws {
    var (writer, samples, pixels) = Self.image(Kind(colorType: 0, depth: 8), width: 4, height: 4)
    for extra in [1, 60_000, 70_000, 200_000] {
      writer.extraRows = [UInt8](repeating: 7, count: extra)
      #expect(try Self.decoded(writer.file(samples) + [1, 2, 3]).pixels == pixels)
    }
  }

  @Test func `files of libpng's test suite decode to the pixels that other decoders see`() throws {
    for file in PNGSuiteFiles.all {
      let pixels = try Self.decoded(try file.bytes()).pixels
      var checksum = CRC32()
      checksum.update(pixels.span)
      #expect(checksum.value == file.pixelChecksum, "\(file.name)")
    }
  }

  // MARK: - Options

  @Test func `channels and scale are those asked for`() throws {
    let (writer, samples, pixels) = Self.image(Kind(colorType: 2, depth: 8), width: 21, height: 11)
    let full = Image(width: 21, height: 11, channels: 3, pixels: pixels)
    let file = writer.file(samples)
    #expect(try Self.decoded(file, DecodingOptions(channels: .gray)) == full.gray())
    let quarter = try Self.decoded(file, DecodingOptions(scale: .quarter))
    #expect(quarter.width == 6 && quarter.height == 3 && quarter.channels == 3)
    let first = (0..<16).reduce(0) { $0 + Int(pixels[3 * ($1 / 4 * 21 + $1 % 4)]) }
    #expect(quarter.pixels[0] == UInt8((first + 8) / 16))
    let (grayWriter, graySamples, grayPixels) = Self.image(Kind(colorType: 0, depth: 4), width: 5, height: 2)
    let rgb = try Self.decoded(grayWriter.file(graySamples), DecodingOptions(channels: .rgb))
    #expect(rgb == Image(width: 5, height: 2, channels: 1, pixels: grayPixels).rgb())
  }

  @Test func `a file with more pixels than allowed is refused before anything is allocated`() throws {
    var writer = PNGWriter()
    (writer.width, writer.height, writer.depth, writer.colorType) = (1 << 31 - 1, 1 << 31 - 1, 16, 6)
    let start = PNGWriter.signature + writer.header()
    for limit in [0, 1 << 27, 1 << 61] {
      let error = try #require(throws: ImageError.self) {
        try Self.decoded(start, DecodingOptions(maximumPixels: limit))
      }
      #expect(error.reason == .tooLarge(width: writer.width, height: writer.height, limit: limit))
    }
    let error = try #require(throws: ImageError.self) {
      try Self.decoded(start, DecodingOptions(allowsTruncation: true, maximumPixels: .max))
    }
    #expect(error.reason == .tooLarge(width: writer.width, height: writer.height, limit: .max))
  }

  @Test func `a file with just the pixels allowed decodes`() throws {
    let (writer, samples, pixels) = Self.image(Kind(colorType: 0, depth: 8), width: 5, height: 7)
    let file = writer.file(samples)
    #expect(try Self.decoded(file, DecodingOptions(maximumPixels: 35)).pixels == pixels)
    #expect(throws: ImageError.self) { try Self.decoded(file, DecodingOptions(maximumPixels: 34)) }
  }
}
