import ImageCodecs
import Testing

@Suite struct PNMDecoderTests {
  /// A file, and the image that it stands for.
  struct Sample: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let file: [UInt8]
    let image: Image
  }

  private static func sample(
    _ name: String, _ text: String, _ raw: [UInt8] = [], width: Int, height: Int, channels: Int = 1, _ pixels: [UInt8]
  ) -> Sample {
    Sample(
      testDescription: name, file: Array(text.utf8) + raw,
      image: Image(width: width, height: height, channels: channels, pixels: pixels))
  }

  private static let samples: [Sample] = [
    sample("P1", "P1\n3 2\n0 1 0\n1 1 0\n", width: 3, height: 2, [255, 0, 255, 0, 0, 255]),
    sample("P1 without white space", "P1 3 2 010110", width: 3, height: 2, [255, 0, 255, 0, 0, 255]),
    sample("P2", "P2\n3 1\n255\n0 128 255", width: 3, height: 1, [0, 128, 255]),
    sample("P2 of few grays", "P2 4 1 3 0 1 2 3 ", width: 4, height: 1, [0, 85, 170, 255]),
    sample("P2 rounded to nearest", "P2 3 1 2 0 1 2", width: 3, height: 1, [0, 128, 255]),
    sample("P2 of 16 bits", "P2 3 1 65535 0 32767 65535", width: 3, height: 1, [0, 127, 255]),
    sample("P3", "P3 1 2 255 1 2 3\n4 5 6", width: 1, height: 2, channels: 3, [1, 2, 3, 4, 5, 6]),
    sample(
      "P4", "P4\n10 2\n", [0b1010_0000, 0b1011_1111, 0xff, 0], width: 10, height: 2,
      [0, 255, 0, 255, 255, 255, 255, 255, 0, 255] + [UInt8](repeating: 0, count: 8) + [255, 255]),
    sample("P5", "P5 3 1 255\n", [0, 10, 255], width: 3, height: 1, [0, 10, 255]),
    sample("P5 of few grays", "P5 3 1 10\n", [0, 5, 10], width: 3, height: 1, [0, 128, 255]),
    sample("P5 of 16 bits", "P5 3 1 65535\n", [0, 0, 1, 1, 255, 255], width: 3, height: 1, [0, 1, 255]),
    sample("P5 of 9 bits", "P5 2 1 256 ", [0, 128, 1, 0], width: 2, height: 1, [128, 255]),
    sample("P6", "P6 1 1 255\n", [7, 8, 9], width: 1, height: 1, channels: 3, [7, 8, 9]),
    sample("P6 of 16 bits", "P6 1 1 1000\n", [0, 0, 1, 244, 3, 232], width: 1, height: 1, channels: 3, [0, 128, 255]),
    sample("comments", "P2#a\n#b\r2 # c\n\t1 #\n255 # d\n 1#e\n2", width: 2, height: 1, [1, 2]),
    sample("a comment before the samples", "P5 1 1 255#note\n", [35], width: 1, height: 1, [35]),
    sample("a sample like a comment", "P5 2 1 255\n", [35, 10], width: 2, height: 1, [35, 10]),
    sample("leading zeros", "P2 0001 1 00000000000255 000000000000007", width: 1, height: 1, [7]),
    sample("a second image", "P5 1 1 255\n", [1] + Array("P5 1 1 255\n".utf8) + [2], width: 1, height: 1, [1]),
    sample("text behind text", "P2 1 1 255 9 and more", width: 1, height: 1, [9]),
  ]

  private static func decoded(_ file: [UInt8], _ options: DecodingOptions = DecodingOptions()) throws -> DecodedImage {
    try PNMDecoder.decode(file.span, options: options)
  }

  private static func error(of file: [UInt8], _ options: DecodingOptions = DecodingOptions()) throws -> ImageError {
    let error = try #require(throws: ImageError.self) { try Self.decoded(file, options) }
    #expect(error.format == .pnm)
    #expect(error.offset <= file.count)
    return error
  }

  @Test(arguments: samples)
  func `a file decodes`(sample: Sample) throws {
    let result = try Self.decoded(sample.file)
    #expect(result.image == sample.image)
    #expect(result.format == .pnm)
    #expect(!result.isTruncated)
  }

  @Test func `channels and scale are those asked for`() throws {
    let file = Array("P6 3 2 255\n".utf8) + (0..<18).map { UInt8($0 * 14) }
    let image = try Self.decoded(file).image
    #expect(try Self.decoded(file, DecodingOptions(channels: .gray)).image == image.gray())
    let half = try Self.decoded(file, DecodingOptions(scale: .half)).image
    // The squares' means: 84 = (0 + 42 + 126 + 168) / 4, and so on; the last square is one pixel wide.
    #expect(half == Image(width: 2, height: 1, channels: 3, pixels: [84, 98, 112, 147, 161, 175]))
    let gray = Array("P5 1 1 255\n".utf8) + [9]
    #expect(try Self.decoded(gray, DecodingOptions(channels: .rgb)).image.pixels == [9, 9, 9])
  }

  @Test(arguments: [
    ("Q5 1 1 255\n\u{1}", 0), ("P0 1 1 255\n\u{1}", 0), ("P7 1 1 255\n\u{1}", 0), ("P51 1 255\n\u{1}", 0),
    ("P5 x 1 255\n\u{1}", 3), ("P5 -1 1 255\n\u{1}", 3), ("P5 2147483648 1 255\n\u{1}", 3),
    ("P5 1 99999999999999999999999 255\n\u{1}", 5), ("P5 0 1 255\n\u{1}", 10), ("P5 1 0 255\n\u{1}", 10),
    ("P5 1 1 0\n\u{1}", 8), ("P5 1 1 65536\n\u{1}", 12), ("P5 1 1 255x\u{1}", 10), ("P5 1 1 7\n\u{8}", 9),
    ("P2 1 1 7 8", 10), ("P2 1 1 255 99999999999999999999", 11), ("P2 1 1 255 a", 11), ("P1 2 1 0 2", 9),
  ])
  func `a file that breaks a rule is refused at its place`(text: String, offset: Int) throws {
    let error = try Self.error(of: Array(text.utf8), DecodingOptions(allowsTruncation: true))
    guard case .malformed = error.reason else {
      Issue.record("\(error)")
      return
    }
    #expect(error.offset == offset)
  }

  @Test func `16-bit samples beyond the largest are refused`() throws {
    let error = try Self.error(of: Array("P5 2 1 300\n".utf8) + [1, 44, 1, 45])
    #expect(error == ImageError(.pnm, .malformed(found: "a sample of 301", expected: "at most 300"), offset: 13))
  }

  @Test(arguments: ["P2 70000 70000 255 1", "P5 70000 70000 255 1", "P4 2147483647 2147483647 1"])
  func `a file with more pixels than allowed is refused before anything is allocated`(text: String) throws {
    for limit in [0, 1 << 27, 1 << 61] {
      let error = try Self.error(of: Array(text.utf8), DecodingOptions(maximumPixels: limit))
      if limit < 70000 * 70000 {
        guard case .tooLarge(_, _, limit) = error.reason else {
          Issue.record("\(error)")
          return
        }
      }
    }
  }

  @Test(arguments: samples)
  func `every truncation of the image is refused, or gives what there is`(sample: Sample) throws {
    for length in 0..<sample.file.count {
      let part = Array(sample.file[..<length])
      guard let strict = try? Self.decoded(part) else {
        let error = try Self.error(of: part)
        guard case .truncated = error.reason else {
          Issue.record("\(length) bytes: \(error)")
          continue
        }
        #expect(error.offset == length)
        if let partial = try? Self.decoded(part, DecodingOptions(allowsTruncation: true)) {
          #expect(partial.isTruncated)
          #expect(zip(partial.image.pixels, sample.image.pixels).allSatisfy { $0 == $1 || $0 == 0 })
        }
        continue
      }
      // Only the last number of a text can be cut without being missed.
      #expect(strict.image.pixels.dropLast() == sample.image.pixels.dropLast())
      #expect(!strict.isTruncated)
    }
  }

  @Test(
    arguments: [
      ("P5 2 2 255\n\u{1}\u{2}\u{3}", [1, 2, 3, 0]), ("P2 2 2 255 1 2 31", [1, 2, 0, 0]),
      ("P1 2 2 001", [255, 255, 0, 0]),
      ("P4 2 2\n\u{0}", [255, 255, 0, 0]), ("P5 2 1 256 \u{0}\u{10}\u{1}", [16, 0]),
    ] as [(String, [UInt8])])
  func `of a truncated file the samples that are there may be had`(text: String, pixels: [UInt8]) throws {
    let result = try Self.decoded(Array(text.utf8), DecodingOptions(allowsTruncation: true))
    #expect(result.isTruncated)
    #expect(result.image.pixels == pixels)
  }

  @Test(arguments: ["P5 2 2 255\n", "P2 2 2 255\n", "P2 2 2 255 ", "P1 2 2 ", "P5 2 2 255"])
  func `a file without a sample is refused even if samples may be missing`(text: String) throws {
    let error = try Self.error(of: Array(text.utf8), DecodingOptions(allowsTruncation: true))
    guard case .truncated = error.reason else {
      Issue.record("\(error)")
      return
    }
  }
}
