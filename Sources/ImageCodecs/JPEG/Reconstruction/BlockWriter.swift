/// Where the blocks of one component go: their transform, and the rows that get the samples.
///
/// Holds bare memory, for loops; its owners are to be kept alive.
struct BlockWriter {
  private let factors: UnsafePointer<Int16>
  private let blockSize: Int
  private let stride: Int
  private var row: UnsafeMutablePointer<UInt8>

  /// Writes to the rows of a component.
  ///
  /// - Parameter factors: 64 quantization factors, row by row, aligned for vectors.
  init(_ rows: SampleRows, blockSize: Int, factors: UnsafePointer<Int16>) {
    self.factors = factors
    self.blockSize = blockSize
    stride = rows.stride
    row = rows.writableRow(0)
  }

  /// Goes to a row of blocks. The samples of a row of MCUs are never split by the end of the memory.
  mutating func begin(blockRow: Int, of rows: SampleRows) {
    row = rows.writableRow(blockRow * blockSize)
  }

  /// Transforms a block to its samples.
  ///
  /// - Parameters:
  ///   - column: its place in the row of blocks, below the component's number of them.
  ///   - below: how many rows of blocks below the one begun it is, within a row of MCUs.
  @inline(__always)
  func write(_ coefficients: UnsafePointer<Int16>, last: Int, column: Int, below: Int) {
    InverseTransform.apply(
      size: blockSize, coefficients, factors, last: last,
      to: row + (below &* stride &+ column) &* blockSize, stride: stride)
  }
}
