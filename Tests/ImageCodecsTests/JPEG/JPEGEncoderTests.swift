import Testing

@testable import ImageCodecs

struct JPEGEncoderTests {
  static let everyOption: [JPEGEncodingOptions] = JPEGEncodingOptions.ChromaSubsampling.allCases.flatMap {
    subsampling in
    [false, true].map {
      JPEGEncodingOptions(quality: 95, subsampling: subsampling, optimizesHuffmanTables: $0)
    }
  }

  @Test(arguments: [1, 3], everyOption)
  func `an encoded image decodes to nearly itself`(channels: Int, options: JPEGEncodingOptions) throws {
    // Ramps alone: what subsampling takes away of sharp colours is not the encoder's.
    let samples = (0..<61 * 47 * channels).map { index in
      UInt8((index / channels % 61 * 2 + index / channels / 61 * 2 + 20 * (index % channels)) & 255)
    }
    let image = Image(width: 61, height: 47, channels: channels, pixels: samples)
    let decoded = try EncodedPicture.decoded(JPEGEncoder.encode(image, options: options))
    #expect((decoded.width, decoded.height, decoded.channels) == (61, 47, channels))
    let difference = EncodedPicture.difference(image, decoded)
    #expect(difference.mean < 1)
    #expect(difference.greatest <= 6)
  }

  @Test(arguments: [1, 3])
  func `optimized tables keep the pixels and save bytes`(channels: Int) throws {
    let image = EncodedPicture.image(width: 61, height: 47, channels: channels)
    let standard = try JPEGEncoder.encode(image)
    let optimized = try JPEGEncoder.encode(image, options: JPEGEncodingOptions(optimizesHuffmanTables: true))
    #expect(optimized.count < standard.count)
    #expect(try EncodedPicture.decoded(optimized) == EncodedPicture.decoded(standard))
  }

  @Test func `a higher quality takes more bytes and comes closer`() throws {
    let image = EncodedPicture.image(width: 61, height: 47, channels: 3)
    let files = try [1, 10, 30, 50, 75, 90, 100].map {
      try JPEGEncoder.encode(image, options: JPEGEncodingOptions(quality: $0, subsampling: .none))
    }
    let differences = try files.map {
      EncodedPicture.difference(image, try EncodedPicture.decoded($0)).mean
    }
    #expect(zip(files, files.dropFirst()).allSatisfy { $0.count < $1.count })
    #expect(zip(differences, differences.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func `extremes of contrast at full quality survive`() throws {
    // Black and white by single pixels, rows and blocks reach the greatest coefficients of every kind.
    let samples = (0..<64 * 64).map { index -> UInt8 in
      let (x, y) = (index % 64, index / 64)
      return [x + y, x, y, x / 8 + y / 8][y / 16] % 2 == 0 ? 0 : 255
    }
    let image = Image(width: 64, height: 64, channels: 1, pixels: samples)
    let decoded = try EncodedPicture.decoded(
      JPEGEncoder.encode(image, options: JPEGEncodingOptions(quality: 100)))
    #expect(EncodedPicture.difference(image, decoded).greatest <= 2)
  }

  @Test(arguments: [(65536, 1), (1, 65536)])
  func `a side of more than 65535 pixels is an error that says so`(width: Int, height: Int) {
    let image = Image(width: width, height: height, channels: 1, pixels: [UInt8](repeating: 0, count: width * height))
    #expect(throws: JPEGEncodingError.tooLarge(width: width, height: height)) { try JPEGEncoder.encode(image) }
  }

  @Test(arguments: [(65535, 1), (1, 65535)])
  func `a side of 65535 pixels fits`(width: Int, height: Int) throws {
    let image = Image(width: width, height: height, channels: 1, pixels: [UInt8](repeating: 200, count: width * height))
    let decoded = try EncodedPicture.decoded(JPEGEncoder.encode(image))
    #expect((decoded.width, decoded.height) == (width, height))
    #expect(EncodedPicture.difference(image, decoded).greatest <= 2)
  }

  @Test func `a quality of 0 is the caller's mistake`() async {
    await #expect(processExitsWith: .failure) { _ = JPEGEncodingOptions(quality: 0) }
  }

  @Test func `a quality of 101 is the caller's mistake`() async {
    await #expect(processExitsWith: .failure) { _ = JPEGEncodingOptions(quality: 101) }
  }
}
