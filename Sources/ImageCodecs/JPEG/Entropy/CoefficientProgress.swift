/// Which bits of which coefficients the scans of a frame have given so far, and whether another scan fits on.
struct CoefficientProgress {
  /// For each component and each index in coding order the lowest bit that is known; nil if none is.
  private var lowestBits: [[Int?]]
  private let isProgressive: Bool
  private let frameBlocks: Int
  private var scans = 0
  private var blocks = 0

  /// A progressive image with each coefficient in a scan of its own, and each bit, would have 903 scans a component.
  /// Files have ten or so.
  private static let maximumScans = 1000
  /// The most blocks that all scans together may have, in frames; what a scan costs does not depend on its bytes, as
  /// a few can say that all blocks of it are empty.
  private static let maximumPasses = 128

  /// Nothing is known yet.
  init(_ frame: FrameHeader) {
    isProgressive = frame.isProgressive
    frameBlocks = frame.blockCount
    lowestBits = Array(repeating: Array(repeating: nil, count: 64), count: frame.components.count)
  }

  /// Whether there is something of each component.
  var hasAllComponents: Bool {
    lowestBits.allSatisfy { $0[0] != nil }
  }

  /// Whether nothing can be missing.
  var isComplete: Bool {
    lowestBits.allSatisfy { $0.allSatisfy { $0 == 0 } }
  }

  /// Takes a scan in.
  ///
  /// - Throws: `.malformed` if it repeats something, leaves bits out, or has AC before DC, unless `isTolerant`;
  ///   `.unsupported` if that would be more scans than any encoder makes.
  mutating func add(_ scan: ScanHeader, of frame: FrameHeader, isTolerant: Bool) throws(ImageError) {
    scans += 1
    for component in scan.components {
      let frameComponent = frame.components[component.index]
      blocks += frameComponent.blocksPerRow * frameComponent.blocksPerColumn
    }
    guard scans <= Self.maximumScans, blocks / Self.maximumPasses <= frameBlocks else {
      throw ImageError(.jpeg, .unsupported("a file with so many scans"), offset: scan.dataOffset)
    }
    for component in scan.components {
      if !isTolerant { try check(scan, component: component.index) }
      for index in scan.band { lowestBits[component.index][index] = scan.successiveLow }
    }
  }

  private func check(_ scan: ScanHeader, component: Int) throws(ImageError) {
    let known = lowestBits[component]
    let follows = scan.band.allSatisfy { known[$0] == (scan.successiveHigh == 0 ? nil : scan.successiveHigh) }
    guard follows, scan.band.lowerBound == 0 || known[0] != nil else {
      throw ImageError(
        .jpeg,
        .malformed(
          found: "scan that does not follow on those before it", expected: "each bit of a coefficient once, in turn"),
        offset: scan.dataOffset)
    }
  }
}
