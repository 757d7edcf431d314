/// Makes rows of pixels out of the components' rows, as soon as these are complete.
struct ImageAssembler {
  /// Sizes.
  let geometry: OutputGeometry
  /// The rows in use of each component.
  let components: [SampleRows]
  /// Samples of a pixel: 1 or 3.
  let channels: Int

  private let model: ColorModel
  /// For each component a row of pixels, for what is upsampled.
  private let upsampled: [SampleRows]
  private var nextRow = 0

  /// Prepares for an image.
  init(_ frame: FrameHeader, _ geometry: OutputGeometry, model: ColorModel) {
    self.geometry = geometry
    self.model = model
    channels = model == .gray ? 1 : 3
    components = zip(frame.components, geometry.components).map { component, size in
      SampleRows(
        width: component.blocksPerRow * size.blockSize, height: size.height,
        capacity: 2 * component.verticalFactor * size.blockSize)
    }
    upsampled = geometry.components.map { component in
      SampleRows(width: component.upsampling == .none ? 0 : geometry.width, height: 1, capacity: 1)
    }
  }

  /// Writes all rows of pixels that can be made now that a row of MCUs is there.
  ///
  /// - Parameters:
  ///   - unitRow: the row of MCUs whose samples were written; called for each, from the top.
  ///   - isLast: whether it is the image's last.
  ///   - pixels: the whole image, H·W·C bytes, rows before `unitRow` unchanged since the last call.
  mutating func assemble(unitRow: Int, isLast: Bool, into pixels: UnsafeMutablePointer<UInt8>) {
    let end =
      isLast ? geometry.height : min(geometry.height, (unitRow + 1) * geometry.rowsPerUnit - geometry.pendingRows)
    while nextRow < end {
      assembleRow(nextRow, to: pixels + nextRow * geometry.width * channels)
      nextRow += 1
    }
  }

  private func assembleRow(_ row: Int, to output: UnsafeMutablePointer<UInt8>) {
    let width = geometry.width
    let first = pixelRow(0, row)
    guard components.count > 1 else { return output.update(from: first, count: width) }
    let rows = RowColorConversion.Rows(first: first, second: pixelRow(1, row), third: pixelRow(2, row))
    switch model {
    case .yCbCr, .ycck: RowColorConversion.yCbCr(rows, count: width, to: output)
    case .gray, .rgb, .cmyk: RowColorConversion.rgb(rows, count: width, to: output)
    }
    if components.count > 3 {
      RowColorConversion.multiply(output, byBlack: pixelRow(3, row), count: width, isYCCK: model == .ycck)
    }
  }

  /// A component's samples for a row of pixels, one a pixel.
  private func pixelRow(_ index: Int, _ row: Int) -> UnsafePointer<UInt8> {
    let geometry = geometry.components[index]
    let input = components[index]
    let output = upsampled[index].writableRow(0)
    // The nearer row, and the other neighbour, of components with half as many rows.
    let (nearer, farther) = (row / 2, row & 1 == 0 ? row / 2 - 1 : row / 2 + 1)
    switch geometry.upsampling {
    case .none:
      return input.row(row)
    case .horizontalTriangle:
      RowUpsampling.horizontalTriangle(input.row(row), count: geometry.width, to: output)
    case .verticalTriangle:
      RowUpsampling.verticalTriangle(
        input.row(nearer), input.row(farther), bias: row & 1 == 0 ? 1 : 2, count: geometry.width, to: output)
    case .triangle:
      RowUpsampling.triangle(input.row(nearer), input.row(farther), count: geometry.width, to: output)
    case .replication:
      RowUpsampling.replication(
        input.row(row * geometry.verticalSamples / geometry.verticalPixels), samples: geometry.horizontalSamples,
        pixels: geometry.horizontalPixels, count: self.geometry.width, to: output)
    }
    return UnsafePointer(output)
  }
}
