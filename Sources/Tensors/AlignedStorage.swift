import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A block of memory for scalars, aligned to 64 bytes, filled with zeros, freed with its last reference.
@usableFromInline
package final class AlignedStorage<Scalar: TensorScalar>: @unchecked Sendable {
  // Unchecked: the block is memory only. Who may write when is decided by its owners, `Tensor` by uniqueness and `Arena`
  // by the network's plan.

  /// The first scalar.
  @usableFromInline
  package let base: UnsafeMutablePointer<Scalar>
  /// Scalars in the block.
  package let count: Int

  /// A block of `count` zeros.
  package init(count: Int) {
    precondition(count >= 0, "a count is not negative")
    let bytes = count * MemoryLayout<Scalar>.stride
    let raw = allocateAligned(byteCount: max(64, bytes))
    raw.initializeMemory(as: UInt8.self, repeating: 0, count: max(64, bytes))
    base = raw.bindMemory(to: Scalar.self, capacity: count)
    self.count = count
    StorageStatistics.recordAllocation(bytes: bytes)
  }

  deinit {
    StorageStatistics.recordRelease(bytes: count * MemoryLayout<Scalar>.stride)
    UnsafeMutableRawPointer(base).deallocate()
  }
}

/// Memory aligned to 64 bytes; large blocks lie on huge pages where the system has them, so that walking a matrix down a
/// column does not miss the address cache at each row.
func allocateAligned(byteCount: Int) -> UnsafeMutableRawPointer {
  let hugePage = 1 << 21
  guard byteCount >= 2 * hugePage else { return .allocate(byteCount: byteCount, alignment: 64) }
  let raw = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: hugePage)
  #if canImport(Glibc)
    // Advice: nothing is lost where it is not followed.
    _ = madvise(raw, byteCount / hugePage * hugePage, MADV_HUGEPAGE)
  #endif
  return raw
}

/// What tensors, arenas and scratch memory hold together.
public enum StorageStatistics {
  private static let allocationCounter = Atomic<Int>(0)
  private static let byteCounter = Atomic<Int>(0)

  /// Blocks allocated since the program began.
  public static var allocations: Int { allocationCounter.load(ordering: .relaxed) }
  /// Bytes in blocks that are alive.
  public static var bytes: Int { byteCounter.load(ordering: .relaxed) }

  static func recordAllocation(bytes: Int) {
    allocationCounter.wrappingAdd(1, ordering: .relaxed)
    byteCounter.wrappingAdd(bytes, ordering: .relaxed)
  }

  static func recordRelease(bytes: Int) { byteCounter.wrappingSubtract(bytes, ordering: .relaxed) }
}
