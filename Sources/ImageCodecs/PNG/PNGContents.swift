/// What a PNG file's chunks say, before any of its rows is decompressed.
///
/// Critical chunks must be there, in order, and have the right CRC. Of the ancillary ones only tRNS is read: as for
/// libpng, it counts if it is right and in its place, and is passed over like all others if it is not. Their CRCs are
/// not looked at.
struct PNGContents {
  static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  /// Size, depth, colour type.
  let header: PNGHeader
  /// The palette of an image that has one: red, green, blue of each colour.
  private(set) var palette: [UInt8] = []
  /// Transparency without an alpha channel.
  private(set) var transparency: PNGTransparency?
  /// The IDAT chunks.
  private(set) var imageData: PNGImageData
  /// Whether the file ends before its IEND chunk does.
  private(set) var isTruncated = false

  /// Reads the file's chunks.
  ///
  /// - Throws: `ImageError`, also if the file is cut short, unless that is allowed and it has an IDAT chunk.
  init(_ bytes: Span<UInt8>, options: DecodingOptions) throws(ImageError) {
    try Self.checkSignature(of: bytes)
    let first = try PNGChunk(in: bytes, at: Self.signature.count)
    guard first.kind == .header else {
      throw Self.malformed("a first chunk \(first.name)", "IHDR", at: first)
    }
    try Self.check(first, in: bytes)
    header = try PNGHeader(first, in: bytes, maximumPixels: options.maximumPixels)
    imageData = PNGImageData(startingAt: first.end)
    var hasPalette = false
    var isAfterImageData = false
    var next = first.end
    do throws(ImageError) {
      while true {
        let chunk = try PNGChunk(in: bytes, at: next)
        next = chunk.end
        if chunk.kind == .imageData {
          if isAfterImageData { throw Self.malformed("an IDAT chunk apart from the others", "none", at: chunk) }
          guard header.colorType != .palette || hasPalette else {
            throw Self.malformed("an IDAT chunk", "a PLTE chunk before it", at: chunk)
          }
          imageData.append(chunk)
        } else if imageData.chunkCount > 0 {
          isAfterImageData = true
        }
        try Self.check(chunk, in: bytes)
        switch chunk.kind {
        case .imageData:
          break
        case .header:
          throw Self.malformed("a second IHDR chunk", "one", at: chunk)
        case .palette:
          if hasPalette { throw Self.malformed("a second PLTE chunk", "one", at: chunk) }
          hasPalette = true
          try readPalette(chunk, in: bytes)
        case .transparency:
          if imageData.chunkCount == 0, transparency == nil, chunk.hasRightChecksum(in: bytes) {
            transparency = PNGTransparency(chunk, in: bytes, header: header, paletteCount: palette.count / 3)
          }
        case .end:
          guard imageData.chunkCount > 0 else {
            throw Self.malformed("an IEND chunk", "an IDAT chunk before it", at: chunk)
          }
          guard chunk.contents.isEmpty else {
            throw Self.malformed("an IEND chunk of \(chunk.contents.count) bytes", "no bytes", at: chunk)
          }
          return
        case nil:
          if chunk.isCritical {
            throw ImageError(.png, .unsupported("the critical chunk \(chunk.name)"), offset: chunk.offset)
          }
        }
      }
    } catch {
      guard case .truncated = error.reason, options.allowsTruncation, imageData.chunkCount > 0 else { throw error }
      isTruncated = true
    }
  }

  /// A palette is needed by one colour type, and a suggestion, not looked at, for the others. Colours that no pixel can
  /// pick are dropped, as libpng does.
  private mutating func readPalette(_ chunk: PNGChunk, in bytes: Span<UInt8>) throws(ImageError) {
    guard header.colorType == .palette else { return }
    let count = chunk.contents.count
    guard count > 0, count.isMultiple(of: 3), count <= 3 * 256 else {
      throw Self.malformed("a palette of \(count) bytes", "three for each of 1 to 256 colours", at: chunk)
    }
    palette = chunk.contents.prefix(3 << header.depth).map { bytes[$0] }
  }

  private static func checkSignature(of bytes: Span<UInt8>) throws(ImageError) {
    for (index, byte) in signature.enumerated() {
      guard index < bytes.count else {
        throw ImageError(.png, .truncated(missing: "everything after \(index) bytes"), offset: index)
      }
      guard bytes[index] == byte else {
        throw ImageError(
          .png, .malformed(found: "the byte \(bytes[index])", expected: "\(byte), of the PNG signature"), offset: index)
      }
    }
  }

  /// Checks that the chunk is all there, and the CRC of a critical one.
  private static func check(_ chunk: PNGChunk, in bytes: Span<UInt8>) throws(ImageError) {
    guard chunk.isComplete else {
      throw ImageError(.png, .truncated(missing: "a part of the \(chunk.name) chunk"), offset: bytes.count)
    }
    guard !chunk.isCritical || chunk.hasRightChecksum(in: bytes) else {
      throw ImageError(.png, .checksumMismatch("the \(chunk.name) chunk"), offset: chunk.contents.upperBound)
    }
  }

  private static func malformed(_ found: String, _ expected: String, at chunk: PNGChunk) -> ImageError {
    ImageError(.png, .malformed(found: found, expected: expected), offset: chunk.offset)
  }
}
