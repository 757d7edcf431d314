/// An input that is taken apart into choices and contents, in order; what is missing at its end is 0 or empty.
struct FuzzInput {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: Span<UInt8>) { self.bytes = bytes.withUnsafeBufferPointer { Array($0) } }

  /// The number of bytes that have not been taken.
  var remaining: Int { bytes.count - position }

  /// The next byte.
  mutating func byte() -> Int {
    guard position < bytes.count else { return 0 }
    position += 1
    return Int(bytes[position - 1])
  }

  /// The next two bytes, little-endian.
  mutating func word() -> Int { byte() | byte() << 8 }

  /// A number of a range of at most 2¹⁶, by two bytes.
  mutating func number(in range: ClosedRange<Int>) -> Int { range.lowerBound + word() % range.count }

  /// A number of a range of at most 2⁸, by one byte.
  mutating func smallNumber(in range: ClosedRange<Int>) -> Int { range.lowerBound + byte() % range.count }

  /// One of some values.
  mutating func choice<Value>(_ values: Value...) -> Value { values[byte() % values.count] }

  /// Whether the next byte is odd.
  mutating func bool() -> Bool { byte() & 1 == 1 }

  /// The next bytes, at most `count`.
  mutating func take(_ count: Int) -> [UInt8] {
    let end = position + min(count, remaining)
    defer { position = end }
    return Array(bytes[position..<end])
  }

  /// All bytes that are left.
  mutating func rest() -> [UInt8] { take(remaining) }

  /// Exactly `count` bytes: those that are left, repeated or cut.
  mutating func filled(_ count: Int) -> [UInt8] {
    let source = rest()
    guard !source.isEmpty else { return [UInt8](repeating: 0, count: count) }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
      for index in 0..<count { buffer[index] = source[index % source.count] }
      done = count
    }
  }
}

/// A number below `count` that depends on every byte of an input: what a target may choose its options by.
func choice(_ bytes: Span<UInt8>, of count: Int) -> Int {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for index in 0..<bytes.count { hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01b3 }
  return Int((hash >> 32) % UInt64(count))
}
