/// How much memory is allocated, by hooks of the address sanitizer.
enum HeapMeter {
  /// Bytes allocated and not freed since the last reset, and the most that there were. The hooks of several threads may
  /// lose an addition now and then, which a bound of megabytes does not notice.
  nonisolated(unsafe) fileprivate static var live = 0
  nonisolated(unsafe) fileprivate static var peak = 0

  /// Begins to count.
  static func install() {
    let isInstalled = installHooks(
      { _, count in
        HeapMeter.live &+= count
        if HeapMeter.live > HeapMeter.peak { HeapMeter.peak = HeapMeter.live }
      },
      { pointer in
        guard let pointer else { return }
        HeapMeter.live &-= allocatedSize(pointer)
      })
    precondition(isInstalled != 0, "the address sanitizer takes hooks")
  }

  /// The most bytes that were allocated at once while `body` ran, beyond those before.
  static func peak(of body: () -> Void) -> Int {
    (live, peak) = (0, 0)
    body()
    return peak
  }
}

/// The sanitizer's `__sanitizer_install_malloc_and_free_hooks`.
@_silgen_name("__sanitizer_install_malloc_and_free_hooks")
private func installHooks(
  _ allocated: @convention(c) (UnsafeRawPointer?, Int) -> Void, _ freed: @convention(c) (UnsafeRawPointer?) -> Void
) -> CInt

/// The sanitizer's `__sanitizer_get_allocated_size`.
@_silgen_name("__sanitizer_get_allocated_size")
private func allocatedSize(_ pointer: UnsafeRawPointer) -> Int
