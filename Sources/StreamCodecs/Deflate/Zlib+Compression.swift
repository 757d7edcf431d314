extension Zlib {
  /// A zlib stream (RFC 1950) that decompresses to `bytes`.
  package static func compress(_ bytes: Span<UInt8>) -> [UInt8] {
    var writer = BitWriter()
    // Deflate with a window of 32 KiB; default effort, no dictionary, and a check that makes 0x789c divisible by 31.
    writer.append(0x9c78, bits: 16)
    bytes.withUnsafeBufferPointer { Deflate.compress($0, to: &writer) }
    writer.alignToByte()
    var checksum = Adler32()
    checksum.update(bytes)
    writer.append(checksum.value.byteSwapped, bits: 32)
    return writer.bytes
  }
}
