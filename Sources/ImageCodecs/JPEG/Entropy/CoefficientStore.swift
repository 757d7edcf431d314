/// All coefficients of one component, for frames whose blocks come in several scans.
///
/// Two bytes a coefficient, and one a block. Blocks that only fill MCUs are not kept.
final class CoefficientStore {
  /// Blocks of a row.
  let blocksPerRow: Int
  /// Rows of blocks.
  let blocksPerColumn: Int
  /// 64 coefficients a block, row by row inside it; aligned for vectors.
  let coefficients: UnsafeMutablePointer<Int16>
  /// For each block the index, in coding order, of the last coefficient that may not be zero.
  let lastIndices: UnsafeMutablePointer<UInt8>

  private let allocation: UnsafeMutableRawPointer

  /// Zeros for all blocks of a component.
  init(_ component: FrameComponent) {
    blocksPerRow = component.blocksPerRow
    blocksPerColumn = component.blocksPerColumn
    let blocks = blocksPerRow * blocksPerColumn
    allocation = .allocate(byteCount: 129 * blocks, alignment: 64)
    coefficients = allocation.bindMemory(to: Int16.self, capacity: 64 * blocks)
    coefficients.initialize(repeating: 0, count: 64 * blocks)
    lastIndices = (allocation + 128 * blocks).bindMemory(to: UInt8.self, capacity: blocks)
    lastIndices.initialize(repeating: 0, count: blocks)
  }

  deinit {
    allocation.deallocate()
  }
}
