/// The Huffman tables that are in force, each made ready for decoding when a scan first needs it.
struct EntropyTableSlots {
  private var differences = [HuffmanSpecification?](repeating: nil, count: 4)
  private var coefficients = [HuffmanSpecification?](repeating: nil, count: 4)
  private var ready: [Key: EntropyTable] = [:]

  private struct Key: Hashable {
    let isAC: Bool
    let slot: Int
    let kind: EntropyTable.Kind
  }

  /// No tables.
  init() {}

  /// Reads the tables of a DHT segment.
  ///
  /// - Throws: `.malformed`, as `HuffmanSpecification` does.
  mutating func read(_ segment: SegmentCursor, _ bytes: Span<UInt8>) throws(ImageError) {
    try HuffmanSpecification.read(segment, dc: &differences, ac: &coefficients, bytes)
    ready = [:]
  }

  /// The table for the DC coefficients of a component of a scan.
  ///
  /// - Throws: `.malformed` if there is none.
  mutating func dc(
    _ component: ScanHeader.Component, of frame: FrameHeader, offset: Int
  ) throws(ImageError) -> EntropyTable {
    let standard: [HuffmanSpecification] = [.standardLuminanceDC, .standardChrominanceDC]
    return try table(
      Key(isAC: false, slot: component.dcTable, kind: frame.isProgressive ? .symbols : .differences),
      differences[component.dcTable], standard, frame, offset)
  }

  /// The table for the AC coefficients of a component of a scan.
  ///
  /// - Throws: `.malformed` if there is none.
  mutating func ac(
    _ component: ScanHeader.Component, of frame: FrameHeader, offset: Int
  ) throws(ImageError) -> EntropyTable {
    let standard: [HuffmanSpecification] = [.standardLuminanceAC, .standardChrominanceAC]
    return try table(
      Key(isAC: true, slot: component.acTable, kind: frame.isProgressive ? .symbols : .coefficients),
      coefficients[component.acTable], standard, frame, offset)
  }

  /// Frames of motion JPEG leave the standard tables out; progressive frames, whose symbols mean more, cannot.
  private mutating func table(
    _ key: Key, _ specification: HuffmanSpecification?, _ standard: [HuffmanSpecification], _ frame: FrameHeader,
    _ offset: Int
  ) throws(ImageError) -> EntropyTable {
    if let table = ready[key] { return table }
    let isStandard = !frame.isProgressive && key.slot < standard.count
    guard let specification = specification ?? (isStandard ? standard[key.slot] : nil) else {
      let found = "scan with \(key.isAC ? "AC" : "DC") table \(key.slot), which was not defined"
      throw ImageError(.jpeg, .malformed(found: found, expected: "a DHT segment before it"), offset: offset)
    }
    let table = EntropyTable(specification, kind: key.kind)
    ready[key] = table
    return table
  }
}
