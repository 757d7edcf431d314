/// Decompression of deflate streams (RFC 1951), the core of gzip, zlib and PNG.
///
/// Accepts and refuses what zlib does: an over-subscribed or incomplete code is an error, save a code of a single
/// one-bit word and a block of literals without any distance.
package enum Inflate {
  /// Decompresses the one deflate stream that begins at a byte of `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: the input; what follows the stream's end is not looked at.
  ///   - offset: the stream's first byte, 0 ≤ `offset` ≤ `bytes.count`.
  ///   - maximumOutputSize: the most bytes of output to accept; memory in use stays below about three times that.
  /// - Returns: the output, and the number of bytes from `offset` on that the stream takes, its last bits included.
  /// - Throws: `InflateError`; its offset counts from the beginning of `bytes`.
  package static func decompress(
    _ bytes: Span<UInt8>, startingAt offset: Int = 0, maximumOutputSize: Int
  ) throws(InflateError) -> (output: [UInt8], consumed: Int) {
    // Four to one is common; a better guess only saves a copy.
    var output = InflateOutput(expected: 4 * (bytes.count - offset), maximum: maximumOutputSize)
    let end = try decompress(bytes, startingAt: offset, into: &output)
    return (output.array(), end - offset)
  }

  /// Appends one stream's bytes to `output` and returns the offset of the first byte after the stream.
  package static func decompress(
    _ bytes: Span<UInt8>, startingAt offset: Int, into output: inout InflateOutput
  ) throws(InflateError) -> Int {
    try bytes.withUnsafeBufferPointer { input throws(InflateError) in
      guard let reader = BitReader(input, offset: offset) else {
        throw InflateError(reason: .truncated, offset: 0)
      }
      var decoder = InflateDecoder(reader: reader, start: output.count)
      return try decoder.decode(into: &output)
    }
  }
}
