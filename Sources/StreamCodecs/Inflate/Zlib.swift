/// Zlib streams (RFC 1950): two bytes of header, a deflate stream, and the Adler-32 of what was compressed.
package enum Zlib {
  private static let dictionaryFlag: UInt8 = 1 << 5

  /// Decompresses the one zlib stream that begins at a byte of `bytes`, and verifies its checksum.
  ///
  /// - Parameters:
  ///   - bytes: the input; what follows the stream's end is not looked at.
  ///   - offset: the stream's first byte, 0 ≤ `offset` ≤ `bytes.count`.
  ///   - maximumOutputSize: the most bytes of output to accept.
  /// - Returns: the output, and the number of bytes from `offset` on that the stream takes, its checksum included.
  /// - Throws: `ZlibError`; its offset counts from the beginning of `bytes`.
  package static func decompress(
    _ bytes: Span<UInt8>, startingAt offset: Int = 0, maximumOutputSize: Int
  ) throws(ZlibError) -> (output: [UInt8], consumed: Int) {
    var output = InflateOutput(expected: 4 * (bytes.count - offset), maximum: maximumOutputSize)
    let end = try decompress(bytes, startingAt: offset, into: &output)
    return (output.array(), end - offset)
  }

  /// Appends one stream's bytes to `output` and returns the offset of the first byte after the stream.
  ///
  /// If it throws, `output` has what was decompressed until then.
  package static func decompress(
    _ bytes: Span<UInt8>, startingAt offset: Int, into output: inout InflateOutput
  ) throws(ZlibError) -> Int {
    try checkHeader(of: bytes, at: offset)
    let start = output.count
    let trailer: Int
    do {
      trailer = try Inflate.decompress(bytes, startingAt: offset + 2, into: &output)
    } catch {
      throw ZlibError(reason: .deflate(error), offset: error.offset)
    }
    guard bytes.count - trailer >= 4 else { throw ZlibError(reason: .truncated, offset: bytes.count) }
    let stored = (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[trailer + $1]) }
    var checksum = Adler32()
    checksum.update(UnsafeBufferPointer(start: output.base + start, count: output.count - start))
    guard stored == checksum.value else {
      throw ZlibError(reason: .checksumMismatch(stored: stored, computed: checksum.value), offset: trailer)
    }
    return trailer + 4
  }

  private static func checkHeader(of bytes: Span<UInt8>, at offset: Int) throws(ZlibError) {
    guard bytes.count - offset >= 2 else { throw ZlibError(reason: .truncated, offset: bytes.count) }
    let method = bytes[offset]
    let flags = bytes[offset + 1]
    let header = UInt16(method) << 8 | UInt16(flags)
    guard header.isMultiple(of: 31) else { throw ZlibError(reason: .headerCheckMismatch(header), offset: offset) }
    guard method & 0xf == 8 else { throw ZlibError(reason: .unsupportedMethod(method & 0xf), offset: offset) }
    guard method >> 4 <= 7 else {
      throw ZlibError(reason: .windowTooLarge(logarithm: Int(method >> 4) + 8), offset: offset)
    }
    guard flags & dictionaryFlag == 0 else { throw ZlibError(reason: .dictionaryNeeded, offset: offset + 1) }
  }
}
