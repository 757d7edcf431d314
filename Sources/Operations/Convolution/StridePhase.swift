/// The rows (or columns) of an input that see the same filter rows: those with one remainder by the stride.
struct StridePhase {
  /// First input row of the phase.
  let first: Int
  /// Rows of the phase, a stride apart.
  let count: Int
  /// First filter row that the phase sees; the others follow a stride apart.
  let firstTap: Int
  /// Filter rows that the phase sees, perhaps none.
  let taps: Int
  /// The output row that reads the first input row through the first tap.
  let origin: Int

  /// All phases of an axis of `size`, under windows of `window`, `stride` apart, the first `before` outside.
  static func all(size: Int, window: Int, stride: Int, before: Int) -> [StridePhase] {
    (0..<min(stride, size)).map { first in
      let tap = (first + before) % stride
      return StridePhase(
        first: first, count: (size - first + stride - 1) / stride, firstTap: tap,
        taps: tap < window ? (window - tap + stride - 1) / stride : 0, origin: (first + before - tap) / stride)
    }
  }
}
