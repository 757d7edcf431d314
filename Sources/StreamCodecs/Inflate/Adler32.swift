/// The checksum of zlib streams (RFC 1950, 8.2 and 9): two sums modulo 65521, of the bytes and of those sums.
package struct Adler32: Sendable {
  private static let modulus: UInt32 = 65521
  /// Vectors of 16 bytes after which the sums are reduced: 4096 · 4095 / 2 · 255, the most that the sum of one lane's sums
  /// can be, is less than 2³².
  private static let vectorsInBlock = 4096

  private var sum: UInt32 = 1
  private var sumOfSums: UInt32 = 0

  /// The checksum of no bytes.
  package init() {}

  /// The checksum of all bytes given so far.
  package var value: UInt32 { sumOfSums << 16 | sum }

  /// Goes on with `bytes`.
  package mutating func update(_ bytes: Span<UInt8>) {
    bytes.withUnsafeBufferPointer { update($0) }
  }

  /// Goes on with `bytes`.
  mutating func update(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = bytes.baseAddress else { return }
    let vectors = bytes.count / 16
    for first in stride(from: 0, to: vectors, by: Self.vectorsInBlock) {
      addVectors(UnsafeRawPointer(base + 16 * first), count: min(Self.vectorsInBlock, vectors - first))
    }
    for byte in bytes[(16 * vectors)...] {
      sum += UInt32(byte)
      sumOfSums += sum
    }
    reduce(sum: UInt64(sum), sumOfSums: UInt64(sumOfSums))
  }

  /// Goes on with `count` vectors of 16 bytes.
  ///
  /// In the sum of sums, a byte in lane l of vector v is counted 16·(count − v) − l times.
  private mutating func addVectors(_ start: UnsafeRawPointer, count: Int) {
    var laneSums = SIMD16<UInt32>()
    var laneSumsOfSums = SIMD16<UInt32>()
    for vector in 0..<count {
      laneSumsOfSums &+= laneSums
      laneSums &+= SIMD16<UInt32>(
        truncatingIfNeeded: start.loadUnaligned(fromByteOffset: 16 &* vector, as: SIMD16<UInt8>.self))
    }
    var total = UInt64(sum)
    var totalOfSums = UInt64(sumOfSums) + UInt64(16 * count) * total
    for lane in 0..<16 {
      total += UInt64(laneSums[lane])
      totalOfSums += 16 * UInt64(laneSumsOfSums[lane]) + UInt64(16 - lane) * UInt64(laneSums[lane])
    }
    reduce(sum: total, sumOfSums: totalOfSums)
  }

  private mutating func reduce(sum: UInt64, sumOfSums: UInt64) {
    self.sum = UInt32(sum % UInt64(Self.modulus))
    self.sumOfSums = UInt32(sumOfSums % UInt64(Self.modulus))
  }
}
