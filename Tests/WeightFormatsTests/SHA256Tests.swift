import Testing
import WeightFormats

struct SHA256Tests {
  /// The messages of FIPS 180-4's examples and of NIST's test vectors.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
        + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func `a published message has its published digest`(message: String, digest: String) {
    #expect(SHA256.hexDigest(of: message.utf8) == digest)
  }

  @Test func `a million letters have their published digest`() {
    let message = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    #expect(
      SHA256.hexDigest(of: message) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  /// The digest of the digests of all prefixes was computed with Python:
  ///
  ///     m = bytes((i*7+3)&255 for i in range(200))
  ///     hashlib.sha256(b''.join(hashlib.sha256(m[:n]).digest() for n in range(201))).hexdigest()
  @Test func `every length from 0 to 200 agrees with hashlib`() {
    var all = SHA256()
    for count in 0...200 {
      var hash = SHA256()
      hash.update(Self.message(count))
      all.update(hash.finalize())
    }
    #expect(
      SHA256.hexDigest(all.finalize()) == "3275febb4612d86d586eb9f11cd21e648a9fc7d95e0f6b8d362786e28c9c5b79")
  }

  @Test func `a message in two pieces has the digest of the whole, wherever it is cut`() {
    let message = Self.message(200)
    let whole = SHA256.hexDigest(of: message)
    for cut in 0...200 {
      var hash = SHA256()
      hash.update(message[..<cut])
      hash.update(message[cut...])
      #expect(SHA256.hexDigest(hash.finalize()) == whole, "cut at \(cut)")
    }
  }

  @Test(arguments: [1, 3, 63, 64, 65, 127])
  func `a message in many pieces has the digest of the whole`(size: Int) {
    let message = Self.message(1000)
    var hash = SHA256()
    for start in stride(from: 0, to: message.count, by: size) {
      message[start..<min(start + size, message.count)].withUnsafeBytes { hash.update($0) }
    }
    #expect(SHA256.hexDigest(hash.finalize()) == SHA256.hexDigest(of: message))
  }

  @Test func `a sequence without contiguous storage is digested like an array`() {
    let lazily = (0..<200).lazy.map { UInt8(truncatingIfNeeded: $0 * 7 + 3) }
    #expect(SHA256.hexDigest(of: lazily) == SHA256.hexDigest(of: Self.message(200)))
  }

  @Test func `a copy goes on by itself`() {
    var first = SHA256()
    first.update(Array("ab".utf8))
    let copy = first
    first.update(Array("c".utf8))
    #expect(SHA256.hexDigest(first.finalize()) == SHA256.hexDigest(of: "abc".utf8))
    #expect(SHA256.hexDigest(copy.finalize()) == SHA256.hexDigest(of: "ab".utf8))
  }

  private static func message(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + 3) }
  }
}
