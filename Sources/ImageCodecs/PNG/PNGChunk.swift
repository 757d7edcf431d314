import StreamCodecs

/// A chunk's place in a PNG file: four bytes of length, four of type, the contents, and a CRC of type and contents
/// (PNG, third edition, 5.3).
struct PNGChunk {
  /// The types that decoding depends on, as big-endian numbers.
  enum Kind: UInt32 {
    /// IHDR: size, depth, colour type.
    case header = 0x4948_4452
    /// PLTE: the palette.
    case palette = 0x504c_5445
    /// IDAT: compressed rows.
    case imageData = 0x4944_4154
    /// IEND: nothing.
    case end = 0x4945_4e44
    /// tRNS: transparency without an alpha channel.
    case transparency = 0x7452_4e53
  }

  private static let longestContents: UInt32 = 1 << 31 - 1
  private static let ancillaryBit: UInt32 = 0x2000_0000

  /// The type as a big-endian number.
  let type: UInt32
  /// Where the chunk's length is.
  let offset: Int
  /// Where the contents are, as far as the file has them.
  let contents: Range<Int>
  /// Whether the file has the whole chunk.
  let isComplete: Bool

  /// The chunk whose length is at `offset`, 0 ≤ `offset` ≤ `bytes.count`.
  ///
  /// - Throws: `ImageError` if the file ends before the contents, or length or type are none.
  init(in bytes: Span<UInt8>, at offset: Int) throws(ImageError) {
    guard bytes.count - offset >= 8 else {
      throw ImageError(.png, .truncated(missing: "everything up to the IEND chunk"), offset: bytes.count)
    }
    let length = bytes.bigEndian32(at: offset)
    guard length <= Self.longestContents else {
      throw ImageError(
        .png, .malformed(found: "a chunk of \(length) bytes", expected: "at most \(Self.longestContents)"),
        offset: offset)
    }
    type = bytes.bigEndian32(at: offset + 4)
    self.offset = offset
    let start = offset + 8
    // Less than 2³¹ beyond an offset in memory: no overflow.
    isComplete = bytes.count - start >= Int(length) + 4
    contents = start..<start + min(Int(length), bytes.count - start)
    for index in offset + 4..<start where !Self.isLetter(bytes[index]) {
      throw ImageError(
        .png, .malformed(found: "a chunk type with the byte \(bytes[index])", expected: "four letters"), offset: index)
    }
  }

  /// What the chunk is for; nil if decoding does not depend on it.
  var kind: Kind? { Kind(rawValue: type) }

  /// Whether a decoder that does not know the type must give up.
  var isCritical: Bool { type & Self.ancillaryBit == 0 }

  /// The type's four letters.
  var name: String {
    String(decoding: (0..<4).map { UInt8(truncatingIfNeeded: type >> (24 - 8 * UInt32($0))) }, as: UTF8.self)
  }

  /// Where the next chunk begins, if this one is complete.
  var end: Int { contents.upperBound + 4 }

  /// Whether the stored CRC is that of type and contents; the chunk is complete.
  func hasRightChecksum(in bytes: Span<UInt8>) -> Bool {
    var checksum = CRC32()
    checksum.update(bytes.extracting(offset + 4..<contents.upperBound))
    return checksum.value == bytes.bigEndian32(at: contents.upperBound)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}
