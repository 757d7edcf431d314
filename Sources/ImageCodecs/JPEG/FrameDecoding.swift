/// The decoding of one file's frame, from its first scan to its pixels.
struct FrameDecoding {
  /// Whether something was missing or wrong, and passed over.
  private(set) var isDamaged = false

  private var file: JPEGFile
  private let frame: FrameHeader
  private let isTolerant: Bool
  private var assembler: ImageAssembler
  /// For each component the table that was in force when its first scan came.
  private var factors: [AlignedFactors?]

  /// How the image is to be turned.
  var orientation: Orientation? { file.orientation }

  /// Prepares for a frame whose first scan's header was read.
  init(file: JPEGFile, frame: FrameHeader, geometry: OutputGeometry, isTolerant: Bool) {
    self.file = file
    self.frame = frame
    self.isTolerant = isTolerant
    assembler = ImageAssembler(frame, geometry, model: file.colorModel(of: frame))
    factors = Array(repeating: nil, count: frame.components.count)
  }

  /// Decodes everything.
  ///
  /// - Throws: `.truncated` and `.malformed`, the most of them only if this is not tolerant; `.unsupported`.
  mutating func decode(_ bytes: Span<UInt8>, startingWith scan: ScanHeader) throws(ImageError) -> Image {
    if !frame.isProgressive, scan.components.count == frame.components.count {
      try latchFactors(of: scan)
      return try streamImage(bytes, scan)
    }
    let stores = frame.components.map { CoefficientStore($0) }
    try readScans(bytes, startingWith: scan, into: stores)
    return try transform(stores)
  }

  private mutating func latchFactors(of scan: ScanHeader) throws(ImageError) {
    for component in scan.components where factors[component.index] == nil {
      let slot = frame.components[component.index].quantizationTable
      guard let table = file.quantizationTables[slot] else {
        throw ImageError(
          .jpeg,
          .malformed(
            found: "component with quantization table \(slot), which was not defined", expected: "a DQT segment"),
          offset: scan.dataOffset)
      }
      factors[component.index] = AlignedFactors(table)
    }
  }

  private func stream(_ bytes: UnsafeBufferPointer<UInt8>, _ scan: ScanHeader) throws(ImageError) -> EntropyStream {
    guard let base = bytes.baseAddress else {
      throw ImageError(.jpeg, .truncated(missing: "all"), offset: 0)
    }
    return EntropyStream(
      bytes, base: base, offset: scan.dataOffset, restartInterval: file.restartInterval, isTolerant: isTolerant)
  }

  /// Decodes a frame of one scan, a row of MCUs after the other.
  private mutating func streamImage(_ bytes: Span<UInt8>, _ scan: ScanHeader) throws(ImageError) -> Image {
    try bytes.withUnsafeBufferPointer { input throws(ImageError) in
      var decoder = try StreamingDecoder(
        scan, of: frame, tables: &file.entropyTables, factors: factors.compactMap(\.self), assembler: assembler,
        stream: try stream(input, scan))
      let image = try image { unitRow throws(ImageError) in
        try decoder.decode(unitRow: unitRow)
      }
      isDamaged = decoder.isDamaged
      return image
    }
  }

  /// Reads scans until all bits of all coefficients are there, or the image ends.
  private mutating func readScans(
    _ bytes: Span<UInt8>, startingWith first: ScanHeader, into stores: [CoefficientStore]
  ) throws(ImageError) {
    var progress = CoefficientProgress(frame)
    do throws(ImageError) {
      var next: ScanHeader? = first
      while let scan = next {
        try read(scan, bytes, into: stores, &progress)
        if progress.isComplete { return }
        next = try file.nextScan(bytes)
      }
      // Not all bits need be there, if the encoder did not send them, but some of each component.
      guard file.hasEnded, progress.hasAllComponents else {
        throw ImageError(.jpeg, .truncated(missing: "a scan"), offset: bytes.count)
      }
    } catch {
      if case .unsupported = error.reason { throw error }
      guard isTolerant else { throw error }
      isDamaged = true
    }
  }

  private mutating func read(
    _ scan: ScanHeader, _ bytes: Span<UInt8>, into stores: [CoefficientStore], _ progress: inout CoefficientProgress
  ) throws(ImageError) {
    try progress.add(scan, of: frame, isTolerant: isTolerant)
    try latchFactors(of: scan)
    let (end, isDamaged) = try bytes.withUnsafeBufferPointer { input throws(ImageError) in
      var decoder = try CoefficientScanDecoder(
        scan, of: frame, stores: stores, tables: &file.entropyTables, stream: try stream(input, scan))
      return try decoder.decode()
    }
    self.isDamaged = self.isDamaged || isDamaged
    file.skip(to: end)
  }

  /// Makes the image of the coefficients; components of which there are none are gray.
  private mutating func transform(_ stores: [CoefficientStore]) throws(ImageError) -> Image {
    let factors = factors.map { $0 ?? AlignedFactors(QuantizationTable(factors: [])) }
    let components = frame.components
    let rows = assembler.components
    var writers = zip(zip(rows, assembler.geometry.components), factors).map { pair, factors in
      BlockWriter(pair.0, blockSize: pair.1.blockSize, factors: factors.factors)
    }
    defer { withExtendedLifetime((factors, rows)) {} }
    return try image { unitRow throws(ImageError) in
      for index in components.indices {
        let store = stores[index]
        let first = unitRow * components[index].verticalFactor
        let end = min(first + components[index].verticalFactor, store.blocksPerColumn)
        writers[index].begin(blockRow: first, of: rows[index])
        for blockRow in first..<max(first, end) {
          for column in 0..<store.blocksPerRow {
            let place = blockRow * store.blocksPerRow + column
            writers[index].write(
              store.coefficients + 64 * place, last: Int(store.lastIndices[place]), column: column,
              below: blockRow - first)
          }
        }
      }
    }
  }

  /// Makes the image of rows of MCUs that `decodeUnitRow` writes to the components' rows, from the top.
  private mutating func image(
    _ decodeUnitRow: (Int) throws(ImageError) -> Void
  ) throws(ImageError) -> Image {
    let geometry = assembler.geometry
    var failure: ImageError?
    let pixels = [UInt8](unsafeUninitializedCapacity: geometry.width * geometry.height * assembler.channels) {
      buffer, count in
      guard let base = buffer.baseAddress else { return }
      do throws(ImageError) {
        for unitRow in 0..<frame.unitsPerColumn {
          try decodeUnitRow(unitRow)
          assembler.assemble(unitRow: unitRow, isLast: unitRow == frame.unitsPerColumn - 1, into: base)
        }
        // The last call wrote the image's last row, and each one before it all rows between its own and the last call's.
        count = geometry.width * geometry.height * assembler.channels
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return Image(width: geometry.width, height: geometry.height, channels: assembler.channels, pixels: pixels)
  }
}
