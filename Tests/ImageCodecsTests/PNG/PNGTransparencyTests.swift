import ImageCodecs
import Testing

@Suite struct PNGTransparencyTests {
  private static let colour: [UInt8] = [200, 17, 90]

  private static func pixels(
    _ writer: PNGWriter, _ samples: [Int], channels: DecodingOptions.Channels = .asStored, isComposited: Bool = true
  ) throws -> [UInt8] {
    let transparency: DecodingOptions.Transparency =
      isComposited ? .composited(red: colour[0], green: colour[1], blue: colour[2]) : .dropped
    let options = DecodingOptions(channels: channels, transparency: transparency)
    return try PNGDecoder.decode(writer.file(samples).span, options: options).image.pixels
  }

  /// The formula in real numbers.
  private static func blend(_ sample: Int, _ alpha: Int, _ background: UInt8, depth: Int = 8) -> UInt8 {
    let largest = Double(1 << depth - 1)
    let share = Double(alpha) / largest
    return UInt8((share * Double(sample) * 255 / largest + (1 - share) * Double(background)).rounded())
  }

  private static func writer(width: Int, depth: Int = 8, colorType: Int, transparency: [UInt8]? = nil) -> PNGWriter {
    var writer = PNGWriter()
    (writer.width, writer.depth, writer.colorType) = (width, depth, colorType)
    if let transparency { writer.extraChunks.append(PNGWriter.chunk("tRNS", transparency)) }
    return writer
  }

  @Test(arguments: [8, 16])
  func `colours are laid over the background, rounded once`(depth: Int) throws {
    let largest = 1 << depth - 1
    let values = [0, 1, largest / 3, largest / 2, largest - 1, largest]
    var samples: [Int] = []
    for value in values {
      for alpha in values { samples += [value, largest - value, value / 2, alpha] }
    }
    var expected: [UInt8] = []
    for first in stride(from: 0, to: samples.count, by: 4) {
      for (channel, background) in Self.colour.enumerated() {
        expected.append(Self.blend(samples[first + channel], samples[first + 3], background, depth: depth))
      }
    }
    let writer = Self.writer(width: values.count * values.count, depth: depth, colorType: 6)
    #expect(try Self.pixels(writer, samples) == expected)
  }

  @Test(arguments: [8, 16])
  func `gray is laid over the background's luminance, or over its colour if RGB is wanted`(depth: Int) throws {
    let largest = 1 << depth - 1
    let samples = [0, 0, largest, 0, largest / 2, largest / 2, largest, largest / 3]
    let writer = Self.writer(width: 4, depth: depth, colorType: 4)
    // (19595 · 200 + 38470 · 17 + 7471 · 90 + 2¹⁵) >> 16.
    let luminance: UInt8 = 80
    var gray: [UInt8] = []
    var rgb: [UInt8] = []
    for first in stride(from: 0, to: samples.count, by: 2) {
      gray.append(Self.blend(samples[first], samples[first + 1], luminance, depth: depth))
      rgb += Self.colour.map { Self.blend(samples[first], samples[first + 1], $0, depth: depth) }
    }
    #expect(try Self.pixels(writer, samples) == gray)
    #expect(try Self.pixels(writer, samples, channels: .gray) == gray)
    #expect(try Self.pixels(writer, samples, channels: .rgb) == rgb)
  }

  @Test(arguments: [1, 2, 4, 8, 16])
  func `one gray of a file may be transparent`(depth: Int) throws {
    let largest = 1 << depth - 1
    // What is beyond the depth does not count.
    let stored = largest - 1 | (depth == 16 ? 0 : 1 << depth)
    let writer = Self.writer(
      width: 3, depth: depth, colorType: 0, transparency: [UInt8(stored >> 8), UInt8(stored & 255)])
    let samples = [largest - 1, largest, 0]
    let expected = Self.colour + [255, 255, 255] + (depth == 1 ? Self.colour : [0, 0, 0])
    #expect(try Self.pixels(writer, samples, channels: .rgb) == expected)
  }

  @Test func `one colour of a file may be transparent, at its full depth`() throws {
    let writer = Self.writer(width: 2, depth: 16, colorType: 2, transparency: [1, 2, 3, 4, 5, 6])
    let samples = [0x0102, 0x0304, 0x0506, 0x0102, 0x0304, 0x0507]
    #expect(try Self.pixels(writer, samples) == [200, 17, 90, 1, 3, 5])
    let narrow = Self.writer(width: 2, colorType: 2, transparency: [0, 2, 0, 4, 0, 6])
    #expect(try Self.pixels(narrow, [2, 4, 6, 2, 4, 7]) == [200, 17, 90, 2, 4, 7])
  }

  @Test func `a palette's first colours may be transparent`() throws {
    var writer = Self.writer(width: 3, colorType: 3)
    writer.extraChunks = [
      PNGWriter.chunk("PLTE", [10, 20, 30, 40, 50, 60, 70, 80, 90]), PNGWriter.chunk("tRNS", [0, 100]),
    ]
    let second = zip([40, 50, 60], Self.colour).map { Self.blend($0, 100, $1) }
    let expected = Self.colour + second + [70, 80, 90]
    #expect(try Self.pixels(writer, [0, 1, 2]) == expected)
  }

  @Test func `dropped transparency leaves the stored colours`() throws {
    #expect(try Self.pixels(Self.writer(width: 1, colorType: 6), [1, 2, 3, 0], isComposited: false) == [1, 2, 3])
    let keyed = Self.writer(width: 1, colorType: 0, transparency: [0, 7])
    #expect(try Self.pixels(keyed, [7], isComposited: false) == [7])
  }

  @Test(arguments: [[], [7], [0, 7, 0], [0, 0, 0, 0, 0, 7]])
  func `a chunk of transparency with a wrong length does not count`(contents: [UInt8]) throws {
    #expect(try Self.pixels(Self.writer(width: 1, colorType: 0, transparency: contents), [7]) == [7])
  }

  @Test func `a chunk of transparency that is damaged, misplaced or too long does not count`() throws {
    let writer = Self.writer(width: 1, colorType: 0, transparency: [0, 7])
    var damaged = writer
    damaged.extraChunks[0][9] ^= 1
    #expect(try Self.pixels(damaged, [6]) == [6])
    var palette = Self.writer(width: 1, colorType: 3)
    let colours = PNGWriter.chunk("PLTE", [1, 2, 3])
    palette.extraChunks = [PNGWriter.chunk("tRNS", [0]), colours]
    #expect(try Self.pixels(palette, [0]) == [1, 2, 3])
    palette.extraChunks = [colours, PNGWriter.chunk("tRNS", [0, 0])]
    #expect(try Self.pixels(palette, [0]) == [1, 2, 3])
    palette.extraChunks = [colours, PNGWriter.chunk("tRNS", [0])]
    #expect(try Self.pixels(palette, [0]) == [200, 17, 90])
  }
}
