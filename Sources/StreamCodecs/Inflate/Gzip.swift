/// Reading of gzip files (RFC 1952).
package enum Gzip {
  /// Whether `bytes` begin as a gzip file does, with 1f 8b.
  package static func isGzip(_ bytes: Span<UInt8>) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b
  }

  /// Decompresses a whole gzip file: one or more members whose contents follow each other, then perhaps zero padding.
  ///
  /// Checksum and size of each member, and the checksum of its header if it has one, are verified.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - maximumOutputSize: the most bytes of output, all members together, to accept.
  /// - Throws: `GzipError`; its offset counts from the beginning of the file.
  package static func decompress(_ bytes: Span<UInt8>, maximumOutputSize: Int) throws(GzipError) -> [UInt8] {
    var output = InflateOutput(expected: expectedSize(of: bytes), maximum: maximumOutputSize)
    var offset = 0
    repeat {
      offset = try decompressMember(of: bytes, startingAt: offset, into: &output)
    } while try hasAnotherMember(bytes, startingAt: offset)
    return output.array()
  }

  /// What the last four bytes, a member's size, promise, if deflate can get that much out of so little.
  private static func expectedSize(of bytes: Span<UInt8>) -> Int {
    // A match of 258 bytes takes at least two bits.
    let atMost = bytes.count.multipliedReportingOverflow(by: 1032)
    guard bytes.count >= 4, !atMost.overflow else { return bytes.count }
    return min(Int(word(of: bytes, at: bytes.count - 4)), atMost.partialValue)
  }

  /// Appends one member's contents and returns the offset of the first byte after it.
  private static func decompressMember(
    of bytes: Span<UInt8>, startingAt offset: Int, into output: inout InflateOutput
  ) throws(GzipError) -> Int {
    let dataOffset = try GzipHeader.end(in: bytes, startingAt: offset)
    let start = output.count
    let trailer: Int
    do {
      trailer = try Inflate.decompress(bytes, startingAt: dataOffset, into: &output)
    } catch {
      throw GzipError(reason: .deflate(error), offset: error.offset)
    }
    guard bytes.count - trailer >= 8 else { throw GzipError(reason: .truncated, offset: bytes.count) }

    let contents = UnsafeBufferPointer(start: output.base + start, count: output.count - start)
    var checksum = CRC32()
    checksum.update(contents)
    let storedChecksum = word(of: bytes, at: trailer)
    guard storedChecksum == checksum.value else {
      throw GzipError(
        reason: .checksumMismatch(stored: storedChecksum, computed: checksum.value), offset: trailer)
    }
    let size = UInt32(truncatingIfNeeded: contents.count)
    let storedSize = word(of: bytes, at: trailer + 4)
    guard storedSize == size else {
      throw GzipError(reason: .sizeMismatch(stored: storedSize, computed: size), offset: trailer + 4)
    }
    return trailer + 8
  }

  /// Whether a member begins at `offset`; if not, only zeros may follow.
  private static func hasAnotherMember(_ bytes: Span<UInt8>, startingAt offset: Int) throws(GzipError) -> Bool {
    guard offset < bytes.count else { return false }
    if bytes[offset] == 0x1f { return true }
    for index in offset..<bytes.count where bytes[index] != 0 {
      throw GzipError(reason: .trailingBytes, offset: index)
    }
    return false
  }

  /// The 32-bit little-endian number at `offset`, where four bytes are known to be.
  private static func word(of bytes: Span<UInt8>, at offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
  }
}
