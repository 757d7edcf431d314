import KernelBodies

/// How direct convolution reads windows: by pixel, or where that is short, by filter row.
struct TapPlan {
  /// Whether a tap is a whole filter row of S·C contiguous scalars.
  let isMerged: Bool
  /// Scalars that a tap reads.
  let run: Int
  /// Tap positions relative to a window's corner, in the order of the sum.
  let offsets: UnsafeBufferPointer<Tap>
  /// Columns of an image with its padding at the sides, where rows are copied with it.
  let paddedColumns: Int
  /// Whether images are copied, because filter rows hang over their sides.
  let copiesColumns: Bool
  private let storage: TapStorage

  init(_ extents: ConvolutionExtents) {
    let geometry = extents.geometry
    // 32 channels are two vectors' worth of broadcasts: enough to pay for a call of the tile.
    isMerged = extents.groups == 1 && extents.channels < 32 && geometry.columns > 1
    run = isMerged ? geometry.columns * extents.channels : extents.groupChannels
    let columnTaps = isMerged ? 1 : geometry.columns
    let storage = TapStorage(rows: geometry.rows, columns: columnTaps)
    self.storage = storage
    offsets = storage.taps
    let reach = (extents.outputColumns - 1) * geometry.columnStride + geometry.columns
    paddedColumns = max(reach, geometry.padding.left + extents.width)
    copiesColumns = isMerged && (geometry.padding.left > 0 || reach > extents.width)
  }
}

/// Owns the taps of a plan.
private final class TapStorage {
  let taps: UnsafeBufferPointer<Tap>

  init(rows: Int, columns: Int) {
    let buffer = UnsafeMutableBufferPointer<Tap>.allocate(capacity: rows * columns)
    for r in 0..<rows {
      for s in 0..<columns { buffer.initializeElement(at: r * columns + s, to: Tap(row: r, column: s)) }
    }
    taps = UnsafeBufferPointer(buffer)
  }

  deinit { taps.deallocate() }
}
