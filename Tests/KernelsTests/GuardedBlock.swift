import Foundation
import Testing

/// Scalars that end where a page begins that nobody may touch: a kernel that reads or writes past them is stopped by the
/// processor, and one that writes before them is found out.
final class GuardedBlock<Scalar: TestScalar> {
  let count: Int
  let base: UnsafeMutablePointer<Scalar>
  private let pages: UnsafeMutableRawPointer
  private let pageBytes: Int
  private let usableBytes: Int

  init(_ values: [Scalar]) {
    count = values.count
    let bytes = values.count * MemoryLayout<Scalar>.stride
    pageBytes = Int(sysconf(Int32(_SC_PAGESIZE)))
    // 64 bytes at least in front of the scalars, to see writes there.
    usableBytes = (bytes + 64 + pageBytes - 1) / pageBytes * pageBytes
    #if canImport(Darwin)
      let flags = MAP_PRIVATE | MAP_ANON
    #else
      let flags = MAP_PRIVATE | MAP_ANONYMOUS
    #endif
    guard let mapped = mmap(nil, usableBytes + pageBytes, PROT_READ | PROT_WRITE, flags, -1, 0), mapped != MAP_FAILED,
      mprotect(mapped + usableBytes, pageBytes, PROT_NONE) == 0
    else { preconditionFailure("no memory for a guarded block") }
    pages = mapped
    memset(pages, 0x5A, usableBytes)
    base = (pages + usableBytes - bytes).bindMemory(to: Scalar.self, capacity: values.count)
    for (index, value) in values.enumerated() { base[index] = value }
  }

  convenience init(repeating value: Scalar, count: Int) { self.init(Array(repeating: value, count: count)) }

  deinit { munmap(pages, usableBytes + pageBytes) }

  var input: UnsafePointer<Scalar> { UnsafePointer(base) }

  var values: [Scalar] { Array(UnsafeBufferPointer(start: base, count: count)) }

  /// Whether nothing was written in front of the scalars.
  var isIntact: Bool {
    let front = UnsafeRawBufferPointer(start: UnsafeRawPointer(base) - 64, count: 64)
    return front.allSatisfy { $0 == 0x5A }
  }
}

/// Records the first place where a block does not hold the expected bits.
func expect<Scalar: TestScalar>(
  _ block: GuardedBlock<Scalar>, equals expected: [Scalar], _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(block.isIntact, "\(what): written in front of the block", sourceLocation: sourceLocation)
  guard block.count == expected.count, block.count > 0 else {
    Issue.record("\(what): \(block.count) results, \(expected.count) expected", sourceLocation: sourceLocation)
    return
  }
  for index in 0..<expected.count where block.base[index].comparable != expected[index].comparable {
    Issue.record(
      "\(what): element \(index) of \(block.count) is \(block.base[index]), not \(expected[index])",
      sourceLocation: sourceLocation)
    return
  }
}
