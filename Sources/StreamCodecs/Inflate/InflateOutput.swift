/// The bytes decoded so far, in memory that grows as they come and never past the caller's limit.
///
/// Behind `capacity` lie `slack` more bytes: the decoding loop writes one whole match, its last word rounded up, before
/// it looks at the capacity again.
package struct InflateOutput: ~Copyable {
  /// Three literals, a match of 258 bytes, and the rounding of its copy to whole words.
  static let slack = 3 + 258 + 16

  /// The first byte; valid until the next call of `grow` or `append`.
  package private(set) var base: UnsafeMutablePointer<UInt8>
  /// The number of bytes that may be written without growing, `slack` aside.
  package private(set) var capacity: Int
  /// The most bytes that the caller accepts.
  package let maximum: Int
  /// The number of bytes written.
  package var count = 0

  /// Starts empty with room for `expected` bytes, or for `maximum` if that is less.
  package init(expected: Int, maximum: Int) {
    precondition(maximum >= 0, "a limit of the output's size is not negative")
    self.maximum = maximum
    capacity = min(max(expected, 0), maximum)
    base = .allocate(capacity: capacity + Self.slack)
  }

  deinit {
    base.deallocate()
  }

  /// Makes room for at least `needed` bytes in all and twice as many as before; `count ≤ needed ≤ maximum`.
  mutating func grow(to needed: Int) {
    precondition(count <= needed && needed <= maximum)
    let doubled = capacity > maximum / 2 ? maximum : capacity * 2
    let newCapacity = min(max(doubled, needed, 4096), maximum)
    let newBase = UnsafeMutablePointer<UInt8>.allocate(capacity: newCapacity + Self.slack)
    newBase.update(from: base, count: count)
    base.deallocate()
    base = newBase
    capacity = newCapacity
  }

  /// Appends `bytes`, or returns false if they do not fit into the limit.
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let source = bytes.baseAddress, !bytes.isEmpty else { return true }
    guard count <= maximum, bytes.count <= maximum - count else { return false }
    if count + bytes.count > capacity { grow(to: count + bytes.count) }
    (base + count).update(from: source, count: bytes.count)
    count += bytes.count
    return true
  }

  /// A copy of the bytes written.
  func array() -> [UInt8] {
    Array(UnsafeBufferPointer(start: base, count: count))
  }
}
