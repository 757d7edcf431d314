/// Decoding of a frame whose one scan has everything: each row of MCUs goes to samples at once.
struct StreamingDecoder {
  /// One component of the scan, as bare memory; `owners` keeps it alive.
  private struct Component {
    let dc: EntropyLookup
    let ac: EntropyLookup
    let horizontalFactor: Int
    let verticalFactor: Int
    let blocksPerRow: Int
    let blocksPerColumn: Int
    var writer: BlockWriter
    var prediction: Int32 = 0

    /// Decodes the component's blocks of an MCU; if the data has run out, they are gray.
    @inline(__always)
    mutating func decodeUnit(
      row: Int, column: Int, _ stream: inout EntropyStream, _ memory: CoefficientBlock.Memory
    ) {
      for vertical in 0..<verticalFactor {
        for horizontal in 0..<horizontalFactor {
          memory.clear()
          var last = 0
          if !stream.isExhausted {
            last = SequentialBlockDecoder.decode(&stream, dc: dc, ac: ac, prediction: &prediction, into: memory)
          }
          // Blocks that only fill the MCU have no samples.
          let blockColumn = column &* horizontalFactor &+ horizontal
          if blockColumn < blocksPerRow, row &* verticalFactor &+ vertical < blocksPerColumn {
            writer.write(memory.coefficients, last: last, column: blockColumn, below: vertical)
          }
        }
      }
    }
  }

  private var components: [Component] = []
  private var sampleRows: [SampleRows] = []
  private var owners: [AnyObject] = []
  private let scratch = CoefficientBlock()
  private let unitsPerRow: Int
  private var stream: EntropyStream

  /// Whether something was missing or wrong, and passed over.
  var isDamaged: Bool { stream.isDamaged }

  /// Prepares for a scan.
  ///
  /// - Parameters:
  ///   - factors: those of all components of the frame.
  ///   - assembler: has the rows for the samples.
  /// - Throws: `.malformed` if a Huffman table is missing.
  init(
    _ scan: ScanHeader, of frame: FrameHeader, tables: inout EntropyTableSlots, factors: [AlignedFactors],
    assembler: ImageAssembler, stream: EntropyStream
  ) throws(ImageError) {
    self.stream = stream
    unitsPerRow = frame.unitsPerRow
    for component in scan.components {
      let dc = try tables.dc(component, of: frame, offset: scan.dataOffset)
      let ac = try tables.ac(component, of: frame, offset: scan.dataOffset)
      let geometry = frame.components[component.index]
      let rows = assembler.components[component.index]
      owners += [dc, ac, factors[component.index]]
      sampleRows.append(rows)
      components.append(
        Component(
          dc: dc.lookup, ac: ac.lookup, horizontalFactor: geometry.horizontalFactor,
          verticalFactor: geometry.verticalFactor, blocksPerRow: geometry.blocksPerRow,
          blocksPerColumn: geometry.blocksPerColumn,
          writer: BlockWriter(
            rows, blockSize: assembler.geometry.components[component.index].blockSize,
            factors: factors[component.index].factors)))
    }
  }

  /// Decodes a row of MCUs; called for each, from the top.
  ///
  /// - Throws: `.truncated` and `.malformed`, unless the stream is tolerant.
  mutating func decode(unitRow: Int) throws(ImageError) {
    for index in components.indices {
      components[index].writer.begin(
        blockRow: unitRow * components[index].verticalFactor, of: sampleRows[index])
    }
    defer { withExtendedLifetime((scratch, owners, sampleRows)) {} }
    let memory = scratch.memory
    // Worked on outside this structure, so that the loops need not write back at each step.
    var stream = stream
    defer { self.stream = stream }
    try components.withUnsafeMutableBufferPointer { components throws(ImageError) in
      for column in 0..<unitsPerRow {
        if try stream.beginUnit() {
          for index in components.indices { components[index].prediction = 0 }
        }
        for index in components.indices {
          components[index].decodeUnit(row: unitRow, column: column, &stream, memory)
        }
        try stream.endUnit()
      }
    }
  }
}
