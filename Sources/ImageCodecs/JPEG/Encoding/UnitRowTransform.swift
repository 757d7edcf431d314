/// From rows of pixels to quantized coefficients, one row of units at a time.
struct UnitRowTransform {
  private let image: Image
  private let layout: EncodingLayout
  private let quantizers: [CoefficientQuantizer]
  /// A row of units of each component at full size, one component after the other, rows of `layout.paddedWidth` samples.
  private var planes: [UInt8]
  /// The same of the two colour differences at the size that is stored, if that is smaller.
  private var reduced: [UInt8]

  /// A transform of `image`; quantizers are indexed by a component's table.
  init(of image: Image, layout: EncodingLayout, quantizers: [CoefficientQuantizer]) {
    self.image = image
    self.layout = layout
    self.quantizers = quantizers
    planes = [UInt8](repeating: 0, count: layout.components.count * layout.paddedWidth * layout.unitHeight)
    let isReduced = layout.horizontal > 1
    reduced = [UInt8](repeating: 0, count: isReduced ? 2 * layout.paddedWidth / layout.horizontal * 8 : 0)
  }

  /// Transforms row `row` of units into row `place` of `blocks`.
  mutating func transform(row: Int, into blocks: inout QuantizedBlocks, at place: Int) {
    fillPlanes(row: row)
    var first = place * layout.rowBlocks
    for (index, component) in layout.components.enumerated() {
      if index > 0 && !reduced.isEmpty {
        let size = reduced.count / 2
        transform(
          component, samples: reduced.span.extracting((index - 1) * size..<index * size), row: row, into: &blocks,
          from: first)
      } else {
        let size = layout.paddedWidth * layout.unitHeight
        transform(
          component, samples: planes.span.extracting(index * size..<(index + 1) * size), row: row, into: &blocks,
          from: first)
      }
      first += component.horizontal * component.vertical
    }
  }

  /// Converts the rows of pixels and fills up with copies of the last column and row, as libjpeg does: colour differences
  /// are reduced first, then their last row is repeated.
  private mutating func fillPlanes(row: Int) {
    let (top, stride) = (row * layout.unitHeight, layout.paddedWidth)
    let size = stride * layout.unitHeight
    let rows = min(layout.unitHeight, layout.height - top)
    for y in 0..<rows {
      convertRow(top + y, to: y * stride)
      for plane in layout.components.indices {
        let start = plane * size + y * stride
        let last = planes[start + layout.width - 1]
        for x in layout.width..<stride { planes[start + x] = last }
      }
    }
    for plane in layout.components.indices {
      Self.repeatRow(rows - 1, in: &planes, from: plane * size, to: (plane + 1) * size, stride: stride)
    }
    guard !reduced.isEmpty else { return }
    let (reducedRows, reducedSize) = ((rows + layout.vertical - 1) / layout.vertical, reduced.count / 2)
    for index in 0..<2 {
      ChromaDownsampling.reduce(
        planes, from: (index + 1) * size, stride: stride, rows: reducedRows, vertically: layout.vertical == 2,
        into: &reduced, at: index * reducedSize)
      Self.repeatRow(
        reducedRows - 1, in: &reduced, from: index * reducedSize, to: (index + 1) * reducedSize,
        stride: stride / layout.horizontal)
    }
  }

  /// Writes one row of pixels into the planes.
  private mutating func convertRow(_ row: Int, to offset: Int) {
    let count = layout.width * image.channels
    let pixels = image.pixels
    if image.channels == 1 {
      for x in 0..<layout.width { planes[offset + x] = pixels[row * count + x] }
    } else {
      ForwardColorConversion.convert(
        pixels.span.extracting(row * count..<(row + 1) * count), to: &planes, at: offset,
        planeSize: layout.paddedWidth * layout.unitHeight)
    }
  }

  /// Copies row `row` of the plane at `start..<end` to all after it.
  private static func repeatRow(_ row: Int, in planes: inout [UInt8], from start: Int, to end: Int, stride: Int) {
    for index in start + (row + 1) * stride..<end { planes[index] = planes[index - stride] }
  }

  /// Transforms and quantizes a component's blocks; those outside the image get the DC coefficient of the block before, which
  /// costs least to code.
  private func transform(
    _ component: EncodingLayout.Component, samples: Span<UInt8>, row: Int, into blocks: inout QuantizedBlocks,
    from first: Int
  ) {
    let quantizer = quantizers[component.table]
    let stride = layout.unitColumns * component.horizontal * 8
    let (unitColumns, unitBlocks) = (layout.unitColumns, layout.unitBlocks)
    precondition(samples.count >= stride * component.vertical * 8, "a plane holds a row of units")
    precondition(
      first + (unitColumns - 1) * unitBlocks + component.horizontal * component.vertical <= blocks.nonzero.count
        && blocks.coefficients.count == 64 * blocks.nonzero.count, "there is room for a row of units")
    // All indices below are within what the preconditions say.
    samples.withUnsafeBufferPointer { samples in
      blocks.coefficients.withUnsafeMutableBufferPointer { coefficients in
        blocks.nonzero.withUnsafeMutableBufferPointer { nonzero in
          guard let samples = samples.baseAddress, let coefficients = coefficients.baseAddress else { return }
          for down in 0..<component.vertical {
            let isRowInside = row * component.vertical + down < component.blockRows
            for unit in 0..<unitColumns {
              for across in 0..<component.horizontal {
                let column = unit * component.horizontal + across
                let block = first + unit * unitBlocks + down * component.horizontal + across
                let output = coefficients + 64 * block
                if isRowInside && column < component.blockColumns {
                  let source = SampleBlock(levelShifted: samples + (down * stride + column) * 8, stride: stride)
                  nonzero[block] = quantizer.quantize(ForwardTransform.transform(source), to: output)
                } else {
                  output.update(repeating: 0, count: 64)
                  output[0] = (output - 64)[0]
                  nonzero[block] = 1
                }
              }
            }
          }
        }
      }
    }
  }
}
