/// A gzip member's header: ten fixed bytes, then up to four optional fields (RFC 1952, 2.3).
enum GzipHeader {
  private static let headerChecksumFlag: UInt8 = 1 << 1
  private static let extraFlag: UInt8 = 1 << 2
  private static let nameFlag: UInt8 = 1 << 3
  private static let commentFlag: UInt8 = 1 << 4
  private static let reservedFlags: UInt8 = 0b1110_0000

  /// Checks the header that begins at `offset` and returns the offset of the first byte after it.
  static func end(in bytes: Span<UInt8>, startingAt offset: Int) throws(GzipError) -> Int {
    guard bytes.count - offset >= 2 else { throw GzipError(reason: .truncated, offset: bytes.count) }
    guard bytes[offset] == 0x1f, bytes[offset + 1] == 0x8b else { throw GzipError(reason: .notGzip, offset: offset) }
    guard bytes.count - offset >= 10 else { throw GzipError(reason: .truncated, offset: bytes.count) }
    guard bytes[offset + 2] == 8 else {
      throw GzipError(reason: .unsupportedMethod(bytes[offset + 2]), offset: offset + 2)
    }
    let flags = bytes[offset + 3]
    guard flags & reservedFlags == 0 else {
      throw GzipError(reason: .reservedFlags(flags & reservedFlags), offset: offset + 3)
    }

    // Modification time, extra flags and operating system do not matter.
    var position = offset + 10
    if flags & extraFlag != 0 {
      position += 2 + Int(try shortWord(of: bytes, at: position))
    }
    if flags & nameFlag != 0 { position = try endOfString(in: bytes, startingAt: position) }
    if flags & commentFlag != 0 { position = try endOfString(in: bytes, startingAt: position) }
    if flags & headerChecksumFlag != 0 {
      let stored = try shortWord(of: bytes, at: position)
      var checksum = CRC32()
      checksum.update(bytes.extracting(offset..<position))
      let computed = UInt16(truncatingIfNeeded: checksum.value)
      guard stored == computed else {
        throw GzipError(reason: .headerChecksumMismatch(stored: stored, computed: computed), offset: position)
      }
      position += 2
    }
    guard position <= bytes.count else { throw GzipError(reason: .truncated, offset: bytes.count) }
    return position
  }

  private static func shortWord(of bytes: Span<UInt8>, at offset: Int) throws(GzipError) -> UInt16 {
    guard bytes.count - offset >= 2 else { throw GzipError(reason: .truncated, offset: bytes.count) }
    return UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
  }

  /// The offset after the zero that ends the string at `offset`, which may be past the end of the file.
  private static func endOfString(in bytes: Span<UInt8>, startingAt offset: Int) throws(GzipError) -> Int {
    var position = offset
    while position < bytes.count {
      position += 1
      if bytes[position - 1] == 0 { return position }
    }
    throw GzipError(reason: .truncated, offset: bytes.count)
  }
}
