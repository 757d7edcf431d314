/// The scan header, SOS: which components' coefficients follow, and which of their bits (T.81, B.2.3).
struct ScanHeader: Equatable {
  /// A component of a scan.
  struct Component: Equatable {
    /// Its place in the frame.
    let index: Int
    /// The slot of its table for DC coefficients: 0...3.
    let dcTable: Int
    /// The slot of its table for AC coefficients: 0...3.
    let acTable: Int
  }

  /// The components, in the frame's order or another.
  let components: [Component]
  /// The first and last coefficient, in zigzag order. Sequential scans have all, whatever their header says.
  let band: ClosedRange<Int>
  /// One more than the bit that the scan before went down to; 0 if there was none (Ah).
  let successiveHigh: Int
  /// The bit that this scan goes down to (Al).
  let successiveLow: Int
  /// Where the entropy-coded data starts.
  let dataOffset: Int

  /// Whether each unit holds blocks of several components, in MCUs.
  var isInterleaved: Bool { components.count > 1 }

  /// Reads the header.
  ///
  /// - Throws: `.malformed` for components that the frame has not, and bands or bits that no scan can have.
  init(_ segment: SegmentCursor, of frame: FrameHeader, _ bytes: Span<UInt8>) throws(ImageError) {
    var segment = segment
    let count = Int(try segment.byte(bytes))
    guard (1...4).contains(count), segment.remaining == 2 * count + 3 else {
      throw segment.malformed(
        "SOS with \(count) components and \(segment.remaining) bytes",
        expected: "1 to 4 components, 2 bytes each, and 3 bytes")
    }
    var components: [Component] = []
    for _ in 0..<count {
      components.append(try Self.component(&segment, of: frame, after: components, bytes))
    }
    if count > 1 {
      let blocks = components.reduce(0) { sum, component in
        sum + frame.components[component.index].horizontalFactor * frame.components[component.index].verticalFactor
      }
      guard blocks <= 10 else { throw segment.malformed("MCU of \(blocks) blocks", expected: "at most 10") }
    }
    self.components = components
    let first = Int(try segment.byte(bytes))
    let last = Int(try segment.byte(bytes))
    let bits = Int(try segment.byte(bytes))
    dataOffset = segment.end
    guard frame.isProgressive else {
      (band, successiveHigh, successiveLow) = (0...63, 0, 0)
      return
    }
    guard first <= last, last <= 63, first == 0 ? last == 0 : count == 1 else {
      throw segment.malformed(
        "progressive scan of coefficients \(first) to \(last) of \(count) components",
        expected: "DC alone, or AC of one component")
    }
    band = first...last
    (successiveHigh, successiveLow) = (bits >> 4, bits & 15)
    guard successiveLow <= 13, successiveHigh == 0 || successiveHigh == successiveLow + 1 else {
      throw segment.malformed(
        "successive approximation from bit \(successiveHigh) to \(successiveLow)", expected: "one bit less, at most 13")
    }
  }

  private static func component(
    _ segment: inout SegmentCursor, of frame: FrameHeader, after others: [Component], _ bytes: Span<UInt8>
  ) throws(ImageError) -> Component {
    let identifier = try segment.byte(bytes)
    let tables = try segment.byte(bytes)
    // Some files give several components one name; they are told apart by their order, as libjpeg does.
    let place = frame.components.indices.first { place in
      frame.components[place].identifier == identifier && !others.contains { $0.index == place }
    }
    guard let place else {
      throw segment.malformed("scan of component \(identifier)", expected: "components of the frame, each once")
    }
    guard tables >> 4 < 4, tables & 15 < 4 else {
      throw segment.malformed("Huffman tables \(tables >> 4) and \(tables & 15)", expected: "0 to 3")
    }
    return Component(index: place, dcTable: Int(tables >> 4), acTable: Int(tables & 15))
  }
}
