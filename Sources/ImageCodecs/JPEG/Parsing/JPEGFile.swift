/// The segments of a JPEG file up to where it has been read: tables in force, frame, and what applications added.
struct JPEGFile {
  /// The frame header, once it has come.
  private(set) var frame: FrameHeader?
  /// The Huffman tables in force.
  var entropyTables = EntropyTableSlots()
  /// The quantization tables in force.
  private(set) var quantizationTables = [QuantizationTable?](repeating: nil, count: 4)
  /// Units from a restart marker to the next; 0 for none.
  private(set) var restartInterval = 0
  /// How the image is to be turned.
  private(set) var orientation: Orientation?
  /// Whether the end of the image was reached, and not the end of the file.
  private(set) var hasEnded = false

  private var isJFIF = false
  private var adobeTransform: UInt8?
  private var cursor: MarkerCursor

  /// Starts at a file's first byte.
  ///
  /// - Throws: `.malformed` if it does not begin with SOI.
  init(_ bytes: Span<UInt8>) throws(ImageError) {
    guard bytes.count >= 2 else { throw ImageError(.jpeg, .truncated(missing: "all"), offset: bytes.count) }
    guard bytes[0] == 0xff, bytes[1] == JPEGMarker.startOfImage.code else {
      throw ImageError(.jpeg, .malformed(found: "another beginning", expected: "SOI"), offset: 0)
    }
    cursor = MarkerCursor(offset: 2)
  }

  /// What the components mean; asked for after the first scan's header.
  func colorModel(of frame: FrameHeader) -> ColorModel {
    ColorModel(frame, isJFIF: isJFIF, adobeTransform: adobeTransform)
  }

  /// Goes on after a scan's data.
  mutating func skip(to offset: Int) {
    cursor = MarkerCursor(offset: offset)
  }

  /// Reads on up to the next scan's header; nil if the image or the file ends before one.
  ///
  /// - Throws: `.truncated`, `.malformed` and `.unsupported`, for segments that cannot be read.
  mutating func nextScan(_ bytes: Span<UInt8>) throws(ImageError) -> ScanHeader? {
    while let marker = cursor.nextMarker(bytes) {
      if marker == .endOfImage {
        hasEnded = true
        return nil
      }
      // Restart markers may be left over from a scan's data.
      if marker.restartNumber != nil || marker.code == 0x01 { continue }
      guard marker != .startOfImage, !marker.isReserved else {
        throw ImageError(
          .jpeg, .malformed(found: "\(marker) between segments", expected: "a segment"), offset: cursor.offset - 2)
      }
      let segment = try cursor.segment(of: marker, bytes)
      if marker == .startOfScan {
        guard let frame else {
          throw ImageError(.jpeg, .malformed(found: "SOS", expected: "a frame header first"), offset: segment.offset)
        }
        return try ScanHeader(segment, of: frame, bytes)
      }
      try read(segment, bytes)
    }
    return nil
  }

  private mutating func read(_ segment: SegmentCursor, _ bytes: Span<UInt8>) throws(ImageError) {
    switch segment.marker {
    case .quantizationTables: try QuantizationTable.read(segment, into: &quantizationTables, bytes)
    case .huffmanTables: try entropyTables.read(segment, bytes)
    case .restartInterval: restartInterval = try Self.restartInterval(segment, bytes)
    case .application0: isJFIF = isJFIF || segment.begins(with: "JFIF\0", bytes)
    case .application1: orientation = orientation ?? Orientation(segment, bytes)
    case .application14: readAdobe(segment, bytes)
    case .hierarchicalProgression, .expandReference, .extension0:
      throw ImageError(.jpeg, .unsupported("the \(segment.marker) segment"), offset: segment.offset)
    case let marker where marker.isStartOfFrame:
      guard frame == nil else {
        throw segment.malformed("second frame (\(marker))", expected: "one frame")
      }
      frame = try FrameHeader(segment, bytes)
    default:
      // Comments, what other applications added, and two that say nothing here: the height once more (DNL), and
      // conditions for arithmetic coding (DAC).
      break
    }
  }

  private static func restartInterval(_ segment: SegmentCursor, _ bytes: Span<UInt8>) throws(ImageError) -> Int {
    var segment = segment
    guard segment.remaining == 2 else {
      throw segment.malformed("DRI with \(segment.remaining) bytes", expected: "2")
    }
    return Int(try segment.uint16(bytes))
  }

  /// Version, two flags, and the transform follow the name; segments that are shorter are somebody else's.
  private mutating func readAdobe(_ segment: SegmentCursor, _ bytes: Span<UInt8>) {
    guard segment.remaining >= 12, segment.begins(with: "Adobe", bytes) else { return }
    adobeTransform = bytes[segment.offset + 11]
  }
}
