/// A place between the segments of a JPEG file, from which the next marker is looked for.
struct MarkerCursor {
  /// The byte to look at next.
  private(set) var offset: Int

  /// Starts at a byte of the file.
  init(offset: Int) {
    self.offset = offset
  }

  /// Steps over the next marker and returns it; nil at the end of the file.
  ///
  /// Real files have fill bytes (0xff) before markers, as T.81 allows, and stray bytes between segments, which it does
  /// not: both are passed over, as libjpeg does. So is what is left of a scan's entropy-coded data.
  mutating func nextMarker(_ bytes: Span<UInt8>) -> JPEGMarker? {
    while offset < bytes.count {
      guard bytes[offset] == 0xff else {
        offset += 1
        continue
      }
      while offset < bytes.count, bytes[offset] == 0xff { offset += 1 }
      guard offset < bytes.count else { return nil }
      let code = bytes[offset]
      offset += 1
      // A zero marks the 0xff before it as entropy-coded data.
      if code != 0 { return JPEGMarker(code: code) }
    }
    return nil
  }

  /// Steps over the segment of a marker that was just read, and returns what is in it.
  ///
  /// - Throws: `.truncated` if the file ends inside it, `.malformed` if its length is impossible.
  mutating func segment(of marker: JPEGMarker, _ bytes: Span<UInt8>) throws(ImageError) -> SegmentCursor {
    let start = offset
    guard bytes.count - start >= 2 else {
      throw ImageError(.jpeg, .truncated(missing: "the \(marker) segment"), offset: bytes.count)
    }
    let length = Int(bytes[start]) << 8 | Int(bytes[start + 1])
    guard length >= 2 else {
      throw ImageError(
        .jpeg, .malformed(found: "\(marker) segment of length \(length)", expected: "2 or more"), offset: start)
    }
    guard length <= bytes.count - start else {
      throw ImageError(.jpeg, .truncated(missing: "part of the \(marker) segment"), offset: bytes.count)
    }
    offset = start + length
    return SegmentCursor(marker: marker, offset: start + 2, end: start + length)
  }
}
