/// What the first lines of a PNM file say.
struct PNMHeader {
  /// Bits, gray or colours.
  enum Content {
    /// P1 and P4: 1 is black.
    case bitmap
    /// P2 and P5: a sample of gray.
    case grayMap
    /// P3 and P6: red, green, blue.
    case pixelMap
  }

  private static let largestMaximum = 65535

  /// Bits, gray or colours.
  let content: Content
  /// Whether samples are bytes, and not digits.
  let isRaw: Bool
  /// Pixels of a row.
  let width: Int
  /// Rows.
  let height: Int
  /// The sample that stands for white, 1 to 65535.
  let maximum: Int
  /// Where the samples begin.
  let dataOffset: Int

  /// Reads the header.
  ///
  /// - Throws: `ImageError` if it breaks a rule, or the image has more pixels than `maximumPixels`.
  init(_ bytes: Span<UInt8>, maximumPixels: Int) throws(ImageError) {
    guard bytes.count >= 3 else { throw ImageError(.pnm, .truncated(missing: "the header"), offset: bytes.count) }
    let digit = bytes[1] &- UInt8(ascii: "0")
    guard bytes[0] == UInt8(ascii: "P"), (1...6).contains(digit),
      PNMScanner.isSpace(bytes[2]) || bytes[2] == UInt8(ascii: "#")
    else {
      throw ImageError(
        .pnm,
        .malformed(found: "the bytes \(bytes[0]), \(bytes[1]), \(bytes[2])", expected: "P1 to P6 and white space"),
        offset: 0)
    }
    content = digit % 3 == 1 ? .bitmap : digit % 3 == 2 ? .grayMap : .pixelMap
    isRaw = digit > 3
    var scanner = PNMScanner(offset: 2)
    width = try scanner.headerNumber("the width", in: bytes)
    height = try scanner.headerNumber("the height", in: bytes)
    maximum = content == .bitmap ? 1 : try scanner.headerNumber("the largest sample", in: bytes)
    guard width > 0, height > 0, (1...Self.largestMaximum).contains(maximum) else {
      throw ImageError(
        .pnm,
        .malformed(
          found: "\(width) × \(height) pixels of samples up to \(maximum)",
          expected: "sides from 1, samples up to 1 to \(Self.largestMaximum)"), offset: scanner.offset)
    }
    // Both sides are less than 2³¹; 6 bytes of samples a pixel must be a number too.
    guard width * height <= min(maximumPixels, Int.max / 16) else {
      throw ImageError(.pnm, .tooLarge(width: width, height: height, limit: maximumPixels), offset: 2)
    }
    if isRaw { try scanner.separator(in: bytes) }
    dataOffset = scanner.offset
  }

  /// Samples of a pixel.
  var channels: Int { content == .pixelMap ? 3 : 1 }

  /// Samples of the image.
  var sampleCount: Int { width * height * channels }

  /// The bytes that samples of the image take at least; if they are raw, exactly.
  var leastDataSize: Int {
    switch (isRaw, content) {
    case (true, .bitmap): (width + 7) / 8 * height
    case (true, _): sampleCount * (maximum > 255 ? 2 : 1)
    case (false, .bitmap): sampleCount
    case (false, _): 2 * sampleCount - 1
    }
  }
}
