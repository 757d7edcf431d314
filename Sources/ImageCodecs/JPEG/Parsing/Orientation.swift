/// How an image is to be turned, by the Exif tag Orientation (JEITA CP-3451, 4.6.4 A).
///
/// The names say where the first stored row and column are to be seen.
enum Orientation: UInt16, CaseIterable {
  case topLeft = 1
  case topRight, bottomRight, bottomLeft, leftTop, rightTop, rightBottom, leftBottom

  /// Whether stored rows become columns.
  var swapsSides: Bool { rawValue >= 5 }

  /// The orientation in an APP1 segment; nil if it is not Exif, or has none, or has one that means nothing.
  ///
  /// Only the first directory is looked at, once, from its first entry to its last: whatever the offsets in it say,
  /// nothing outside the segment is read, and nothing twice.
  init?(_ segment: SegmentCursor, _ bytes: Span<UInt8>) {
    guard segment.begins(with: "Exif\0\0", bytes) else { return nil }
    let tiff = segment.offset + 6
    let size = segment.end - tiff
    guard size >= 8 else { return nil }
    let isLittleEndian: Bool
    switch (bytes[tiff], bytes[tiff + 1]) {
    case (0x49, 0x49): isLittleEndian = true
    case (0x4d, 0x4d): isLittleEndian = false
    default: return nil
    }
    func uint16(_ offset: Int) -> UInt16 {
      let (first, second) = (UInt16(bytes[tiff + offset]), UInt16(bytes[tiff + offset + 1]))
      return isLittleEndian ? second << 8 | first : first << 8 | second
    }
    func uint32(_ offset: Int) -> Int {
      let (first, second) = (Int(uint16(offset)), Int(uint16(offset + 2)))
      return isLittleEndian ? second << 16 | first : first << 16 | second
    }
    guard uint16(2) == 42 else { return nil }
    let directory = uint32(4)
    guard directory <= size - 2 else { return nil }
    let count = min(Int(uint16(directory)), (size - directory - 2) / 12)
    for index in 0..<count {
      let entry = directory + 2 + 12 * index
      guard uint16(entry) == 0x0112 else { continue }
      // One value of type SHORT.
      guard uint16(entry + 2) == 3, uint32(entry + 4) == 1 else { return nil }
      self.init(rawValue: uint16(entry + 8))
      return
    }
    return nil
  }
}
