import StreamCodecs

/// Encoding of PNG files (W3C, third edition): 8-bit gray or RGB, not interlaced.
///
/// The file is a function of the image alone.
public enum PNGEncoder {
  /// The most bytes that an IDAT chunk gets.
  private static let longestImageData = 1 << 20

  /// A PNG file with the image; its channels decide between gray and RGB.
  ///
  /// - Precondition: no side is longer than the format's limit of 2³¹ − 1.
  public static func encode(_ image: Image) -> [UInt8] {
    guard let width = Int32(exactly: image.width), let height = Int32(exactly: image.height) else {
      preconditionFailure("the sides of a PNG image are at most 2³¹ − 1")
    }
    var file = PNGContents.signature
    let type = image.channels == 1 ? PNGHeader.ColorType.gray : .rgb
    append(.header, bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, type.rawValue, 0, 0, 0], to: &file)
    let compressed = Zlib.compress(PNGFilter.filteredRows(of: image).span)
    for start in stride(from: 0, to: compressed.count, by: longestImageData) {
      append(.imageData, compressed[start..<min(start + longestImageData, compressed.count)], to: &file)
    }
    append(.end, [], to: &file)
    return file
  }

  private static func append(_ kind: PNGChunk.Kind, _ contents: some Collection<UInt8>, to file: inout [UInt8]) {
    file += bigEndian(UInt32(contents.count))
    let start = file.count
    file += bigEndian(kind.rawValue)
    file += contents
    var checksum = CRC32()
    checksum.update(file.span.extracting(start..<file.count))
    file += bigEndian(checksum.value)
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
  }
}
