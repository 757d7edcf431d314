/// The frame header, SOF0, SOF1 or SOF2: the image's size, and how its components are sampled (T.81, B.2.2).
struct FrameHeader: Equatable {
  /// Whether coefficients come in several scans, each with a part of their bits (SOF2).
  let isProgressive: Bool
  /// Pixels of a row, W.
  let width: Int
  /// Rows, H.
  let height: Int
  /// One, three or four components.
  let components: [FrameComponent]
  /// The largest horizontal factor.
  let maximumHorizontalFactor: Int
  /// The largest vertical factor.
  let maximumVerticalFactor: Int
  /// Minimum coded units (all components' blocks of one area) across the image.
  let unitsPerRow: Int
  /// Minimum coded units down the image.
  let unitsPerColumn: Int

  /// All blocks of all components, without those that only fill MCUs.
  var blockCount: Int {
    components.reduce(0) { $0 + $1.blocksPerRow * $1.blocksPerColumn }
  }

  /// Reads the header.
  ///
  /// - Throws: `.unsupported` for frames that are not of 8-bit Huffman-coded DCT, `.malformed` for impossible values.
  init(_ segment: SegmentCursor, _ bytes: Span<UInt8>) throws(ImageError) {
    var segment = segment
    isProgressive = try Self.isProgressive(segment.marker, offset: segment.offset)
    let precision = try segment.byte(bytes)
    guard precision == 8 else {
      throw ImageError(.jpeg, .unsupported("a precision of \(precision) bits"), offset: segment.offset - 1)
    }
    height = Int(try segment.uint16(bytes))
    width = Int(try segment.uint16(bytes))
    guard height > 0 else {
      throw ImageError(
        .jpeg, .unsupported("a height that comes after the first scan (DNL)"), offset: segment.offset - 4)
    }
    guard width > 0 else { throw segment.malformed("width 0", expected: "1 or more") }
    let count = Int(try segment.byte(bytes))
    guard count > 0 else { throw segment.malformed("frame of 0 components", expected: "1, 3 or 4") }
    guard count == 1 || count == 3 || count == 4 else {
      throw ImageError(.jpeg, .unsupported("an image of \(count) components"), offset: segment.offset - 1)
    }
    guard segment.remaining == 3 * count else {
      throw segment.malformed(
        "\(segment.marker) with \(segment.remaining) bytes for components", expected: "\(3 * count)")
    }
    var components: [FrameComponent] = []
    for _ in 0..<count {
      components.append(try Self.component(&segment, isOnly: count == 1, bytes))
    }
    let horizontal = components.reduce(1) { max($0, $1.horizontalFactor) }
    let vertical = components.reduce(1) { max($0, $1.verticalFactor) }
    for index in components.indices {
      components[index].blocksPerRow = ceiling(width * components[index].horizontalFactor, over: 8 * horizontal)
      components[index].blocksPerColumn = ceiling(height * components[index].verticalFactor, over: 8 * vertical)
    }
    self.components = components
    maximumHorizontalFactor = horizontal
    maximumVerticalFactor = vertical
    unitsPerRow = ceiling(width, over: 8 * horizontal)
    unitsPerColumn = ceiling(height, over: 8 * vertical)
  }

  private static func isProgressive(_ marker: JPEGMarker, offset: Int) throws(ImageError) -> Bool {
    let feature: String
    switch marker.code {
    case 0xc0, 0xc1: return false
    case 0xc2: return true
    case 0xc3: feature = "lossless coding"
    case 0xc5...0xc7: feature = "hierarchical coding"
    case 0xc9, 0xca: feature = "arithmetic coding"
    case 0xcb: feature = "lossless arithmetic coding"
    default: feature = "hierarchical arithmetic coding"
    }
    throw ImageError(.jpeg, .unsupported("\(feature) (\(marker))"), offset: offset)
  }

  private static func component(
    _ segment: inout SegmentCursor, isOnly: Bool, _ bytes: Span<UInt8>
  ) throws(ImageError) -> FrameComponent {
    let identifier = try segment.byte(bytes)
    let factors = try segment.byte(bytes)
    let table = try segment.byte(bytes)
    guard (1...4).contains(factors >> 4), (1...4).contains(factors & 15) else {
      throw segment.malformed("sampling factors \(factors >> 4) × \(factors & 15)", expected: "1 to 4")
    }
    guard table < 4 else { throw segment.malformed("quantization table \(table)", expected: "0 to 3") }
    // One component alone is never interleaved: its factors say nothing.
    return FrameComponent(
      identifier: identifier, horizontalFactor: isOnly ? 1 : Int(factors >> 4),
      verticalFactor: isOnly ? 1 : Int(factors & 15), quantizationTable: Int(table))
  }
}
