/// What a PNG file's IHDR chunk says (PNG, third edition, 11.2.1).
struct PNGHeader: Equatable {
  /// What a pixel's samples mean.
  enum ColorType: UInt8 {
    /// One sample of gray.
    case gray = 0
    /// Red, green, blue.
    case rgb = 2
    /// One sample that picks a colour of the palette.
    case palette = 3
    /// Gray, alpha.
    case grayAlpha = 4
    /// Red, green, blue, alpha.
    case rgba = 6

    /// Samples of a pixel.
    var samples: Int {
      switch self {
      case .gray, .palette: 1
      case .grayAlpha: 2
      case .rgb: 3
      case .rgba: 4
      }
    }

    /// Whether a pixel's last sample is alpha.
    var hasAlpha: Bool { self == .grayAlpha || self == .rgba }

    /// Whether a pixel has no hue.
    var isGray: Bool { self == .gray || self == .grayAlpha }

    /// The depths that samples of this type may have.
    var depths: [Int] {
      switch self {
      case .gray: [1, 2, 4, 8, 16]
      case .palette: [1, 2, 4, 8]
      case .rgb, .grayAlpha, .rgba: [8, 16]
      }
    }
  }

  private static let longestSide: UInt32 = 1 << 31 - 1

  /// Pixels of a row.
  let width: Int
  /// Rows.
  let height: Int
  /// Bits of a sample.
  let depth: Int
  /// What a pixel's samples mean.
  let colorType: ColorType
  /// Whether the image comes in the seven passes of Adam7.
  let isInterlaced: Bool

  /// Reads the contents of the IHDR chunk.
  ///
  /// - Throws: `ImageError` if they break a rule, or the image has more pixels than `maximumPixels`.
  init(_ chunk: PNGChunk, in bytes: Span<UInt8>, maximumPixels: Int) throws(ImageError) {
    let start = chunk.contents.lowerBound
    func require(_ condition: Bool, _ found: String, _ expected: String, at place: Int) throws(ImageError) {
      guard condition else {
        throw ImageError(.png, .malformed(found: found, expected: expected), offset: start + place)
      }
    }

    try require(
      chunk.contents.count == 13, "an IHDR chunk of \(chunk.contents.count) bytes", "13 bytes", at: 0)
    let sides = (bytes.bigEndian32(at: start), bytes.bigEndian32(at: start + 4))
    try require(
      (1...Self.longestSide).contains(sides.0) && (1...Self.longestSide).contains(sides.1),
      "an image of \(sides.0) × \(sides.1) pixels", "sides from 1 to \(Self.longestSide)", at: 0)
    (width, height) = (Int(sides.0), Int(sides.1))
    let type = bytes[start + 9]
    guard let colorType = ColorType(rawValue: type) else {
      throw ImageError(
        .png, .malformed(found: "the colour type \(type)", expected: "0, 2, 3, 4 or 6"), offset: start + 9)
    }
    self.colorType = colorType
    depth = Int(bytes[start + 8])
    try require(
      colorType.depths.contains(depth), "\(depth) bits a sample", "one of \(colorType.depths) for colour type \(type)",
      at: 8)
    try require(bytes[start + 10] == 0, "the compression method \(bytes[start + 10])", "0", at: 10)
    try require(bytes[start + 11] == 0, "the filter method \(bytes[start + 11])", "0", at: 11)
    try require(bytes[start + 12] <= 1, "the interlace method \(bytes[start + 12])", "0 or 1", at: 12)
    isInterlaced = bytes[start + 12] == 1

    // Less than 2⁶², and the bytes of all rows, at most 9 a pixel, must be a number too.
    guard width * height <= min(maximumPixels, Int.max / 16) else {
      throw ImageError(.png, .tooLarge(width: width, height: height, limit: maximumPixels), offset: start)
    }
  }

  /// Bits of a pixel.
  var pixelBits: Int { depth * colorType.samples }

  /// How far back filters look for the byte to the left: a pixel, rounded up to bytes.
  var filterDistance: Int { (pixelBits + 7) / 8 }

  /// The bytes of a row of `width` pixels, its filter type not counted.
  func rowLength(width: Int) -> Int { (width * pixelBits + 7) / 8 }

  /// The passes that have pixels.
  var passes: [PNGPass] {
    isInterlaced
      ? PNGPass.adam7(width: width, height: height)
      : [PNGPass(column: 0, row: 0, columnStep: 1, rowStep: 1, imageWidth: width, imageHeight: height)]
  }

  /// The bytes of all rows of all passes, filter types included.
  var decompressedSize: Int {
    passes.reduce(0) { $0 + $1.height * (1 + rowLength(width: $1.width)) }
  }
}
