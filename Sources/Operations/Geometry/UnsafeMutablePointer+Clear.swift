import Tensors

extension UnsafeMutablePointer where Pointee: TensorScalar {
  /// Sets `count` scalars to zero.
  func clear(count: Int) {
    // By bytes, because a loop over an unspecialized generic scalar is slow.
    UnsafeMutableRawPointer(self).initializeMemory(
      as: UInt8.self, repeating: 0, count: count * MemoryLayout<Pointee>.stride)
  }
}
