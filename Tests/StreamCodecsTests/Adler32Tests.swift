import StreamCodecs
import Testing

@Suite struct Adler32Tests {
  private static func check(of bytes: [UInt8]) -> UInt32 {
    var checksum = Adler32()
    checksum.update(bytes.span)
    return checksum.value
  }

  /// The definition, a byte at a time (RFC 1950, 8.2).
  private static func reference(of bytes: [UInt8]) -> UInt32 {
    var (sum, sumOfSums) = (1, 0)
    for byte in bytes {
      sum = (sum + Int(byte)) % 65521
      sumOfSums = (sumOfSums + sum) % 65521
    }
    return UInt32(sumOfSums << 16 | sum)
  }

  @Test func `a known check value is met`() {
    // zlib.adler32(b"Wikipedia") in Python.
    #expect(Self.check(of: Array("Wikipedia".utf8)) == 0x11e6_0398)
  }

  @Test func `no bytes give one`() {
    #expect(Self.check(of: []) == 1)
  }

  @Test(arguments: [1, 15, 16, 17, 255, 5553, 65_535, 65_536, 65_553, 131_080])
  func `any number of bytes gives what the definition does`(count: Int) {
    let largest = [UInt8](repeating: 255, count: count)
    let mixed = (0..<count).map { UInt8(truncatingIfNeeded: $0 * $0 / 7 + $0) }
    #expect(Self.check(of: largest) == Self.reference(of: largest))
    #expect(Self.check(of: mixed) == Self.reference(of: mixed))
  }

  @Test(arguments: 0...40)
  func `the check does not depend on how the bytes are cut`(cut: Int) {
    let bytes = stride(from: 7, to: 207, by: 5).map(UInt8.init)
    let (first, second) = (Array(bytes[..<cut]), Array(bytes[cut...]))
    var checksum = Adler32()
    checksum.update(first.span)
    checksum.update(second.span)
    #expect(checksum.value == Self.reference(of: bytes))
  }
}
