/// A colour component of a frame, and the grid of blocks that it has.
struct FrameComponent: Equatable {
  /// The name that scans call it by.
  let identifier: UInt8
  /// Samples of a row, in proportion to the other components: 1...4.
  let horizontalFactor: Int
  /// Samples of a column, in proportion to the other components: 1...4.
  let verticalFactor: Int
  /// The slot of its quantization table: 0...3.
  let quantizationTable: Int
  /// Blocks of 8 × 8 samples that hold a row of the image: ⌈W·h / (8·hmax)⌉. Interleaved scans have more, to fill MCUs.
  var blocksPerRow = 0
  /// Blocks that hold a column of the image: ⌈H·v / (8·vmax)⌉.
  var blocksPerColumn = 0
}
