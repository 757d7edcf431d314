/// Memory that a register tile prefetches while it computes: runs of a tile's width, one every `interval` terms.
public struct TileAhead {
  /// The most terms from one prefetched run to the next.
  @inlinable @inline(__always)
  static var interval: Int { 16 }

  /// The interval at which so many tiles prefetch a whole panel of as many terms as each of them has.
  @inlinable @inline(__always)
  static func interval(tiles: Int) -> Int { min(interval, 1 << (Int.bitWidth - 1 - max(1, tiles).leadingZeroBitCount)) }

  /// The first run.
  @usableFromInline let base: UnsafeRawPointer
  /// Bytes from one run to the next.
  @usableFromInline let step: Int
  /// Terms from one run to the next, less one; a power of two less one.
  @usableFromInline let mask: Int

  /// Runs `step` bytes apart, one every `interval` terms, a power of two; the memory need not exist.
  @inlinable @inline(__always)
  init(base: UnsafeRawPointer, step: Int, interval: Int = Self.interval) {
    self.base = base
    self.step = step
    mask = interval - 1
  }

  /// Nothing but what the tile reads anyway.
  @inlinable @inline(__always)
  public static func nothing(beside panel: UnsafeRawPointer) -> TileAhead { TileAhead(base: panel, step: 0) }
}
