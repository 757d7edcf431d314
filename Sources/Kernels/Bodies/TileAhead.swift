/// Memory that a register tile prefetches while it computes: runs of a tile's width, one every `interval` terms.
public struct TileAhead {
  /// Terms from one prefetched run to the next; a power of two.
  @inlinable @inline(__always)
  static var interval: Int { 16 }

  /// The first run.
  @usableFromInline let base: UnsafeRawPointer
  /// Bytes from one run to the next.
  @usableFromInline let step: Int

  /// Runs `step` bytes apart; the memory need not exist.
  @inlinable @inline(__always)
  init(base: UnsafeRawPointer, step: Int) {
    self.base = base
    self.step = step
  }

  /// Nothing but what the tile reads anyway.
  @inlinable @inline(__always)
  public static func nothing(beside panel: UnsafeRawPointer) -> TileAhead { TileAhead(base: panel, step: 0) }
}
