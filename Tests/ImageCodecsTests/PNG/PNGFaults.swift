import Testing

/// PNG files that break a rule.
enum PNGFaults {
  /// A file that breaks a rule, and the beginning of what is reported.
  struct Fault: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let file: [UInt8]
    let found: String
    let offset: Int
  }

  static let writer: PNGWriter = {
    var writer = PNGWriter()
    (writer.width, writer.height, writer.colorType) = (4, 4, 2)
    return writer
  }()
  static let samples = (0..<48).map { $0 * 5 }
  static let file = writer.file(samples)
  static let imageData = writer.imageData(samples)
  static let palette = PNGWriter.chunk("PLTE", [1, 2, 3])

  static let end = PNGWriter.end
  static let afterHeader = 8 + 25
  static let afterImageData = afterHeader + imageData.count

  static func header(
    width: Int = 4, height: Int = 4, _ depth: UInt8 = 8, _ colorType: UInt8 = 2, methods: [UInt8] = [0, 0, 0]
  ) -> [UInt8] {
    PNGWriter.chunk(
      "IHDR", PNGWriter.bigEndian(width) + PNGWriter.bigEndian(height) + [depth, colorType] + methods)
  }

  static func imageData(filter: Int) -> [UInt8] {
    var writer = writer
    writer.filters = [0, filter]
    return writer.imageData(samples)
  }

  private static func fault(_ name: String, _ chunks: [[UInt8]], _ found: String, at offset: Int) -> Fault {
    Fault(testDescription: name, file: PNGWriter.signature + chunks.flatMap { $0 }, found: found, offset: offset)
  }

  /// The colour types and depths that do not exist, as in PngSuite's xc1n0g08, xc9n2c08, xd0n2c08, xd3n2c08, xd9n2c08.
  static let wrongKinds: [(UInt8, UInt8)] = [
    (8, 1), (8, 5), (8, 7), (8, 9), (0, 2), (3, 2), (9, 2), (99, 2), (1, 2), (4, 2), (16, 3), (4, 4), (2, 6), (32, 0),
  ]

  static let faults: [Fault] =
    [
      // As in PngSuite's xs1n0g01, xs2n0g01, xs4n0g01, xs7n0g01, xcrn0g04 and xlfn0g04.
      Fault(testDescription: "another first byte", file: [0x88] + file.dropFirst(), found: "the byte 136", offset: 0),
      Fault(
        testDescription: "another second byte", file: [0x89, 0] + file.dropFirst(2), found: "the byte 0", offset: 1),
      Fault(
        testDescription: "line ends of Unix", file: [0x89, 0x50, 0x4e, 0x47, 0x0a] + file.dropFirst(6),
        found: "the byte 10", offset: 4),
      Fault(
        testDescription: "a doubled carriage return", file: Array(file[..<5]) + [0x0d] + file[5...],
        found: "the byte 13",
        offset: 5),
      fault("image data first", [imageData, header(), end], "a first chunk IDAT", at: 8),
      fault("no image data", [header(), end], "an IEND chunk", at: afterHeader),
      fault("two headers", [header(), header(), imageData, end], "a second IHDR", at: afterHeader),
      fault("a short header", [PNGWriter.chunk("IHDR", [0, 0])], "an IHDR chunk of 2 bytes", at: 16),
      fault("no columns", [header(width: 0), imageData, end], "an image of 0 × 4", at: 16),
      fault("no rows", [header(height: 0), imageData, end], "an image of 4 × 0", at: 16),
      fault("too many columns", [header(width: 1 << 31), imageData, end], "an image of 2147483648", at: 16),
      fault("a compression method", [header(methods: [1, 0, 0]), imageData, end], "the compression method 1", at: 26),
      fault("a filter method", [header(methods: [0, 64, 0]), imageData, end], "the filter method 64", at: 27),
      fault("an interlace method", [header(methods: [0, 0, 2]), imageData, end], "the interlace method 2", at: 28),
      fault("no palette", [header(8, 3), imageData, end], "an IDAT chunk", at: afterHeader),
      fault("two palettes", [header(), palette, palette, imageData, end], "a second PLTE", at: afterHeader + 15),
      fault(
        "an empty palette", [header(8, 3), PNGWriter.chunk("PLTE", []), imageData, end], "a palette of 0 bytes",
        at: afterHeader),
      fault(
        "a palette of four bytes", [header(8, 3), PNGWriter.chunk("PLTE", [1, 2, 3, 4])], "a palette of 4 bytes",
        at: afterHeader),
      fault(
        "a palette of 257 colours", [header(8, 3), PNGWriter.chunk("PLTE", [UInt8](repeating: 1, count: 771))],
        "a palette of 771 bytes", at: afterHeader),
      fault(
        "image data in two runs", [header(), imageData, PNGWriter.chunk("tEXt", []), imageData, end],
        "an IDAT chunk apart", at: afterImageData + 12),
      fault(
        "contents at the end", [header(), imageData, PNGWriter.chunk("IEND", [1])], "an IEND chunk of 1",
        at: afterImageData),
      fault("a chunk named with digits", [header(), PNGWriter.chunk("ID4T", [])], "a chunk type", at: afterHeader + 6),
      fault("a huge chunk", [header(), [0x80, 0, 0, 0, 65, 65, 65, 65]], "a chunk of 2147483648", at: afterHeader),
      fault("filter 5", [header(), imageData(filter: 5), end], "a row with the filter type 5", at: afterHeader + 8),
      fault(
        "a zlib header", [header(), PNGWriter.chunk("IDAT", [0x79, 1, 3, 0, 0, 0, 0, 1]), end], "compressed rows",
        at: afterHeader + 8),
      fault(
        "a dictionary", [header(), PNGWriter.chunk("IDAT", [0x78, 0x20, 3, 0, 0, 0, 0, 1]), end], "compressed rows",
        at: afterHeader + 9),
      fault(
        "reserved compression", [header(), PNGWriter.chunk("IDAT", [0x78, 1, 7, 0, 0, 0, 0, 1]), end],
        "compressed rows",
        at: afterHeader + 11),
    ]
    + wrongKinds.map { depth, type in
      let isType = [0, 2, 3, 4, 6].contains(type)
      return fault(
        "\(depth) bits of type \(type)", [header(depth, type), palette, imageData, end],
        isType ? "\(depth) bits" : "the colour type \(type)", at: isType ? 24 : 25)
    }
}
