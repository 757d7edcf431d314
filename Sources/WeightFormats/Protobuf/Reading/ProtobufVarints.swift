import Foundation

/// Where numbers of variable length lie in a file: a repeated field, packed or not, without a copy of it.
struct ProtobufVarints: Equatable, Sendable {
  /// How many there are.
  private(set) var count = 0
  private var ranges: [Range<Int>] = []

  /// No numbers yet.
  init() {}

  /// Appends the numbers in a range. The result is nil, or the place of a number that does not end there.
  mutating func append(_ range: Range<Int>, of bytes: Data) -> Int? {
    var offset = range.lowerBound
    while offset < range.upperBound {
      guard let (_, next) = ProtobufVarint.decode(bytes, at: offset, end: range.upperBound) else { return offset }
      count += 1
      offset = next
    }
    if !range.isEmpty { ranges.append(range) }
    return nil
  }

  /// The numbers, each as `element` reads its 64 bits.
  ///
  /// - Precondition: they were found in these bytes.
  func map<Element>(in bytes: Data, _ element: (UInt64) -> Element) -> [Element] {
    var result: [Element] = []
    result.reserveCapacity(count)
    bytes.withUnsafeBytes { bytes in
      for range in ranges {
        var offset = range.lowerBound
        while let (value, next) = ProtobufVarint.decode(bytes, at: offset, end: range.upperBound) {
          result.append(element(value))
          offset = next
        }
      }
    }
    return result
  }
}
