import StreamCodecs
import Testing

@Suite struct CRC32Tests {
  private static func check(of bytes: [UInt8]) -> UInt32 {
    var checksum = CRC32()
    checksum.update(bytes.span)
    return checksum.value
  }

  @Test func `the check value of the standard is met`() {
    #expect(Self.check(of: Array("123456789".utf8)) == 0xcbf4_3926)
  }

  @Test func `no bytes give zero`() {
    #expect(Self.check(of: []) == 0)
  }

  @Test(arguments: 0...40)
  func `the check does not depend on how the bytes are cut`(cut: Int) {
    // zlib.crc32(bytes(range(7, 207, 5))) in Python.
    let bytes = stride(from: 7, to: 207, by: 5).map(UInt8.init)
    var checksum = CRC32()
    let first = Array(bytes[..<cut])
    let second = Array(bytes[cut...])
    checksum.update(first.span)
    checksum.update(second.span)
    #expect(checksum.value == 0xbcb2_e604)
  }
}
