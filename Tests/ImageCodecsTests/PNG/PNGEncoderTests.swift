import ImageCodecs
import StreamCodecs
import Testing

@Suite struct PNGEncoderTests {
  private static func image(width: Int, height: Int, channels: Int, noise: Int) -> Image {
    var state = width * 7919 + height
    let pixels = (0..<width * height * channels).map { index in
      state = (state * 1_103_515_245 + 12345) & 0x7fff_ffff
      return UInt8(
        truncatingIfNeeded: index / (width * channels) * 2 + index % (width * channels) / 3 + (state >> 16) % noise)
    }
    return Image(width: width, height: height, channels: channels, pixels: pixels)
  }

  /// The rows as they were compressed, and the lengths of the IDAT chunks.
  private static func rows(of file: [UInt8], limit: Int) throws -> (rows: [UInt8], chunks: [Int]) {
    var data: [UInt8] = []
    var chunks: [Int] = []
    var offset = 8
    while offset < file.count {
      let length = file[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
      if file[offset + 4..<offset + 8].elementsEqual("IDAT".utf8) {
        data += file[offset + 8..<offset + 8 + length]
        chunks.append(length)
      }
      offset += 12 + length
    }
    return (try Zlib.decompress(data.span, maximumOutputSize: limit).output, chunks)
  }

  @Test(arguments: [1, 3], [1, 4, 256])
  func `an image comes back`(channels: Int, noise: Int) throws {
    for (width, height) in [(1, 1), (1, 8), (5, 1), (6, 3), (16, 16), (31, 33), (100, 20)] {
      let image = Self.image(width: width, height: height, channels: channels, noise: noise)
      let file = PNGEncoder.encode(image)
      #expect(try PNGDecoder.decode(file.span).image == image)
      #expect(PNGEncoder.encode(image) == file)
    }
  }

  @Test func `a file begins and ends as the standard says`() {
    let file = PNGEncoder.encode(Image(width: 3, height: 2, channels: 3, pixels: [UInt8](repeating: 9, count: 18)))
    var writer = PNGWriter()
    (writer.width, writer.height, writer.colorType) = (3, 2, 2)
    #expect(file.starts(with: PNGWriter.signature + writer.header()))
    #expect(file.suffix(12) == PNGWriter.end[...])
  }

  @Test func `long image data is cut into chunks`() throws {
    let image = Self.image(width: 800, height: 500, channels: 3, noise: 256)
    let file = PNGEncoder.encode(image)
    let (_, chunks) = try Self.rows(of: file, limit: 1 << 22)
    #expect(chunks.count == 2)
    #expect(chunks.first == 1 << 20)
    #expect(try PNGDecoder.decode(file.span).image == image)
  }

  @Test func `each row gets the filter that leaves least`() throws {
    let noise = Self.image(width: 24, height: 1, channels: 1, noise: 256).pixels.map { $0 / 2 + 64 }
    // After noise: itself, then a row that is half of the left and half of the upper neighbour, and so on.
    var average: [UInt8] = []
    for index in 0..<24 { average.append(UInt8((Int(noise[index]) + (index > 0 ? Int(average[index - 1]) : 0)) / 2)) }
    let ramp = (0..<24).map { UInt8(100 + 3 * $0) }
    let slope = ramp.map { $0 + 10 }
    let zeros = [UInt8](repeating: 0, count: 24)
    let image = Image(width: 24, height: 7, channels: 1, pixels: noise + noise + average + ramp + slope + zeros + zeros)
    let (rows, _) = try Self.rows(of: PNGEncoder.encode(image), limit: 7 * 25)
    var filters = stride(from: 0, to: rows.count, by: 25).map { rows[$0] }
    filters[0] = 9
    #expect(filters == [9, 2, 3, 1, 4, 0, 0])
  }

  @Test(arguments: [2, 15, 17, 18, 34])
  func `bytes behind a row's end do not sway its filter`(width: Int) throws {
    // None leaves 90 and Sub 60; with the zero behind the row it would be 120.
    let row = [UInt8](repeating: 0, count: width - 2) + [30, 60]
    let image = Image(width: width, height: 1, channels: 1, pixels: row)
    let (rows, _) = try Self.rows(of: PNGEncoder.encode(image), limit: width + 1)
    #expect(rows[0] == 1)
  }
}
