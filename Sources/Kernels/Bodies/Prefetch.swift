import Builtin

/// Asks for the cache line at an address to be brought into second-level cache; nothing waits for it.
///
/// The address need not be mapped. This is LLVM's `prefetch` (read, data, second level), which Swift reaches only through
/// its `Builtin` module: C's `_mm_prefetch` is a macro.
@inlinable @inline(__always)
func prefetch(_ address: UnsafeRawPointer) {
  Builtin.int_prefetch_RawPointer(address._rawValue, Int32(0)._value, Int32(2)._value, Int32(1)._value)
}
