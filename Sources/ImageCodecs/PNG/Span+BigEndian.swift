extension Span<UInt8> {
  /// The 32-bit big-endian number at `offset`, where four bytes are known to be.
  func bigEndian32(at offset: Int) -> UInt32 {
    UInt32(bigEndian16(at: offset)) << 16 | UInt32(bigEndian16(at: offset + 2))
  }

  /// The 16-bit big-endian number at `offset`, where two bytes are known to be.
  func bigEndian16(at offset: Int) -> UInt16 {
    UInt16(self[offset]) << 8 | UInt16(self[offset + 1])
  }
}
