/// The rows of one component's samples that are in use: those of two rows of MCUs, the older overwritten by the next.
final class SampleRows {
  /// Samples from a row to the next; behind a row's samples are 32 bytes or more that may be read and written.
  let stride: Int

  private let base: UnsafeMutablePointer<UInt8>
  private let capacity: Int
  private let lastRow: Int
  private static let slack = 32

  /// Room for `capacity` of `height` rows of `width` samples.
  init(width: Int, height: Int, capacity: Int) {
    stride = (width + 2 * Self.slack - 1) / Self.slack * Self.slack
    self.capacity = capacity
    lastRow = height - 1
    base = .allocate(capacity: capacity * stride)
    base.initialize(repeating: 0, count: capacity * stride)
  }

  deinit {
    base.deallocate()
  }

  /// The first sample of a row that is to be written.
  func writableRow(_ row: Int) -> UnsafeMutablePointer<UInt8> {
    base + row % capacity * stride
  }

  /// The first sample of a row; above the first and below the last, theirs.
  func row(_ row: Int) -> UnsafePointer<UInt8> {
    UnsafePointer(base + max(0, min(row, lastRow)) % capacity * stride)
  }
}
