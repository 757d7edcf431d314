/// Decoding of one scan of a frame that has several into the coefficients of its components.
struct CoefficientScanDecoder {
  /// One component of the scan. The tables, and the store, live as long as the decoder.
  private struct Component {
    let horizontalFactor: Int
    let verticalFactor: Int
    let store: CoefficientStore
    let dc: EntropyTable?
    let ac: EntropyTable?
    var prediction: Int32 = 0
  }

  private let scan: ScanHeader
  private let frame: FrameHeader
  private let scratch = CoefficientBlock()
  private var components: [Component] = []
  private var progressive: ProgressiveBlockDecoder
  private var stream: EntropyStream

  /// Prepares for a scan.
  ///
  /// - Parameter stores: those of all components of the frame.
  /// - Throws: `.malformed` if a Huffman table is missing that the scan needs.
  init(
    _ scan: ScanHeader, of frame: FrameHeader, stores: [CoefficientStore], tables: inout EntropyTableSlots,
    stream: EntropyStream
  ) throws(ImageError) {
    self.scan = scan
    self.frame = frame
    self.stream = stream
    progressive = ProgressiveBlockDecoder(scan)
    let needsDC = scan.band.lowerBound == 0 && scan.successiveHigh == 0
    let needsAC = scan.band.upperBound > 0
    for component in scan.components {
      let geometry = frame.components[component.index]
      components.append(
        Component(
          horizontalFactor: geometry.horizontalFactor, verticalFactor: geometry.verticalFactor,
          store: stores[component.index],
          dc: needsDC ? try tables.dc(component, of: frame, offset: scan.dataOffset) : nil,
          ac: needsAC ? try tables.ac(component, of: frame, offset: scan.dataOffset) : nil))
    }
  }

  /// Decodes the scan.
  ///
  /// - Returns: where to look for the next marker, and whether something was missing or wrong, and passed over.
  /// - Throws: `.truncated` and `.malformed`, unless the stream is tolerant.
  mutating func decode() throws(ImageError) -> (end: Int, isDamaged: Bool) {
    let rows = scan.isInterleaved ? frame.unitsPerColumn : components[0].store.blocksPerColumn
    let columns = scan.isInterleaved ? frame.unitsPerRow : components[0].store.blocksPerRow
    units: for row in 0..<rows {
      for column in 0..<columns {
        if try stream.beginUnit() { restart() }
        if stream.isExhausted {
          if stream.hasEnded { break units }
          continue
        }
        if scan.isInterleaved {
          decodeUnit(row: row, column: column)
        } else {
          decodeBlock(0, row: row, column: column)
        }
        try stream.endUnit()
      }
    }
    return (stream.reader.position, stream.isDamaged)
  }

  private mutating func restart() {
    for index in components.indices { components[index].prediction = 0 }
    progressive.restart()
  }

  private mutating func decodeUnit(row: Int, column: Int) {
    for index in components.indices {
      let (horizontal, vertical) = (components[index].horizontalFactor, components[index].verticalFactor)
      for blockRow in row * vertical..<(row + 1) * vertical {
        for blockColumn in column * horizontal..<(column + 1) * horizontal {
          decodeBlock(index, row: blockRow, column: blockColumn)
        }
      }
    }
  }

  /// Decodes a block into its place, or, if it only fills an MCU, into one that nobody looks at.
  private mutating func decodeBlock(_ index: Int, row: Int, column: Int) {
    let store = components[index].store
    let memory = scratch.memory
    guard row < store.blocksPerColumn, column < store.blocksPerRow else {
      memory.clear()
      var last: UInt8 = 0
      return decodeBlock(index, into: memory.coefficients, last: &last)
    }
    // In bounds by the guard.
    let place = row * store.blocksPerRow + column
    decodeBlock(index, into: store.coefficients + 64 * place, last: &store.lastIndices[place])
  }

  @inline(__always)
  private mutating func decodeBlock(_ index: Int, into block: UnsafeMutablePointer<Int16>, last: inout UInt8) {
    switch (components[index].dc, components[index].ac) {
    case (let dc?, let ac?):
      // Sequential: a block is decoded where runs that lead out of it do no harm.
      let memory = scratch.memory
      memory.clear()
      last = UInt8(
        SequentialBlockDecoder.decode(
          &stream, dc: dc.lookup, ac: ac.lookup, prediction: &components[index].prediction, into: memory))
      block.update(from: memory.coefficients, count: 64)
    case (let dc?, nil):
      progressive.decodeFirstDC(&stream, dc.lookup, prediction: &components[index].prediction, into: block)
    case (nil, let ac?):
      let places = scratch.memory.places
      if scan.successiveHigh == 0 {
        progressive.decodeFirstAC(&stream, ac.lookup, places, into: block, last: &last)
      } else {
        progressive.refineAC(&stream, ac.lookup, places, into: block, last: &last)
      }
    case (nil, nil):
      progressive.refineDC(&stream, block)
    }
  }
}
