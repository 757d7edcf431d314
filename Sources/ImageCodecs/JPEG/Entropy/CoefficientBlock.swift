/// Memory for the 64 coefficients of one block, and the order in which they come.
final class CoefficientBlock {
  /// The memory itself, for loops; to be used while its owner lives.
  struct Memory {
    /// The coefficients, row by row, aligned for vectors; a 65th takes the writes of runs that lead out of a block, so
    /// that the decoding loop need not look.
    let coefficients: UnsafeMutablePointer<Int16>
    /// For each coefficient in coding order its place; 64 for all from the 65th to the 256th.
    let places: UnsafePointer<UInt8>

    /// Makes all coefficients zero.
    @inline(__always)
    func clear() {
      let rows = UnsafeMutableRawPointer(coefficients).assumingMemoryBound(to: SIMD8<Int16>.self)
      for row in 0..<8 { rows[row] = SIMD8(repeating: 0) }
    }
  }

  /// The memory.
  let memory: Memory

  private let allocation: UnsafeMutableRawPointer

  /// An empty block.
  init() {
    allocation = .allocate(byteCount: 192 + 256, alignment: 64)
    let coefficients = allocation.bindMemory(to: Int16.self, capacity: 96)
    coefficients.initialize(repeating: 0, count: 96)
    let order = (allocation + 192).bindMemory(to: UInt8.self, capacity: 256)
    order.initialize(repeating: 64, count: 256)
    for (index, place) in ZigzagOrder.places.enumerated() { order[index] = place }
    memory = Memory(coefficients: coefficients, places: UnsafePointer(order))
  }

  deinit {
    allocation.deallocate()
  }
}
