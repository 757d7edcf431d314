import Synchronization

/// Temporary memory that is used again: blocks come from a list of free ones and return to it.
///
/// Once every size that a program asks for has been seen, nothing is allocated any more.
package enum Scratch {
  /// Calls `body` with a block of `count` scalars, aligned to 64 bytes, of no particular value.
  package static func with<Scalar, Result, Failure: Error>(
    _ count: Int, of: Scalar.Type = Scalar.self, _ body: (UnsafeMutablePointer<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let bytes = max(1, count) * MemoryLayout<Scalar>.stride
    let block = take(bytes: bytes)
    defer { giveBack(block) }
    return try body(block.base.bindMemory(to: Scalar.self, capacity: count))
  }

  /// Frees all blocks that are not in use.
  package static func purge() {
    let blocks = free.withLock { blocks in
      defer { blocks = [] }
      return blocks
    }
    for block in blocks {
      StorageStatistics.recordRelease(bytes: block.bytes)
      block.base.deallocate()
    }
  }

  private struct Block: @unchecked Sendable {
    // Unchecked: memory that exactly one holder has at a time.
    let base: UnsafeMutableRawPointer
    let bytes: Int
  }

  private static let free = Mutex<[Block]>([])

  /// The smallest free block that is large enough, unless it is more than four times that; else a new one.
  private static func take(bytes: Int) -> Block {
    // Sizes in steps of a quarter of a power of two, so that blocks of nearly the same size serve each other.
    let power = max(4096, 1 << (Int.bitWidth - 1 - bytes.leadingZeroBitCount))
    let step = power / 4
    let size = (bytes + step - 1) / step * step
    let found: Block? = free.withLock { blocks in
      var best: Int?
      for (index, block) in blocks.enumerated() where block.bytes >= size && block.bytes <= 4 * size {
        if best.map({ block.bytes < blocks[$0].bytes }) ?? true { best = index }
      }
      return best.map { blocks.swapRemove(at: $0) }
    }
    if let found { return found }
    StorageStatistics.recordAllocation(bytes: size)
    return Block(base: allocateAligned(byteCount: size), bytes: size)
  }

  private static func giveBack(_ block: Block) { free.withLock { $0.append(block) } }
}

extension Array {
  /// Removes an element by moving the last one into its place.
  fileprivate mutating func swapRemove(at index: Int) -> Element {
    swapAt(index, count - 1)
    return removeLast()
  }
}
