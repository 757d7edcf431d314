/// A place inside a segment, from which its fields are read one after the other.
struct SegmentCursor {
  /// The segment's marker.
  let marker: JPEGMarker
  /// The byte to read next.
  private(set) var offset: Int
  /// The byte after the segment's last; at most the file's size.
  let end: Int

  /// Starts at a byte of a segment.
  init(marker: JPEGMarker, offset: Int, end: Int) {
    self.marker = marker
    self.offset = offset
    self.end = end
  }

  /// The bytes that are left.
  var remaining: Int { end - offset }

  /// Reads a byte.
  ///
  /// - Throws: `.malformed` if the segment has no more.
  mutating func byte(_ bytes: Span<UInt8>) throws(ImageError) -> UInt8 {
    guard offset < end else {
      throw malformed("\(marker) segment that ends within a field", expected: "the length that its fields need")
    }
    defer { offset += 1 }
    return bytes[offset]
  }

  /// Reads a 16-bit number, its high byte first.
  ///
  /// - Throws: `.malformed` if the segment has no more.
  mutating func uint16(_ bytes: Span<UInt8>) throws(ImageError) -> UInt16 {
    let high = try byte(bytes)
    return UInt16(high) << 8 | UInt16(try byte(bytes))
  }

  /// Whether the next bytes are these.
  func begins(with prefix: StaticString, _ bytes: Span<UInt8>) -> Bool {
    guard remaining >= prefix.utf8CodeUnitCount else { return false }
    return prefix.withUTF8Buffer { buffer in
      buffer.indices.allSatisfy { bytes[offset + $0] == buffer[$0] }
    }
  }

  /// The error that this segment breaks a rule.
  func malformed(_ found: String, expected: String) -> ImageError {
    ImageError(.jpeg, .malformed(found: found, expected: expected), offset: offset)
  }
}
