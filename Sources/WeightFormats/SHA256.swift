/// A streaming SHA-256 digest.
///
/// Bytes may be given in pieces of any size; the digest depends on their concatenation alone.
/// The algorithm and its names (a…h, W, K, Σ, σ) are those of FIPS 180-4, sections 4.1.2, 5.1.1 and 6.2.
public struct SHA256: Sendable {
  private static let blockSize = 64

  private var state = SIMD8<UInt32>(
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19)
  private var pending = SIMD64<UInt8>()
  private var pendingCount = 0
  private var byteCount: UInt64 = 0

  /// Creates the digest of no bytes.
  public init() {}

  /// Appends bytes to the message.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
    byteCount &+= UInt64(bytes.count)
    var offset = 0
    if pendingCount > 0 {
      offset = min(bytes.count, Self.blockSize - pendingCount)
      append(UnsafeRawBufferPointer(start: base, count: offset))
      guard pendingCount == Self.blockSize else { return }
      compressPending()
    }
    let blocks = (bytes.count - offset) / Self.blockSize
    Self.compress(base + offset, blocks: blocks, into: &state)
    offset += blocks * Self.blockSize
    append(UnsafeRawBufferPointer(start: base + offset, count: bytes.count - offset))
  }

  /// Appends bytes to the message.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    let contiguous: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
    if contiguous == nil {
      Array(bytes).withUnsafeBytes { update($0) }
    }
  }

  /// Ends the message and returns its digest of 32 bytes.
  public consuming func finalize() -> [UInt8] {
    // The padding: a one bit, zeros up to 56 modulo 64, the message's length in bits as eight big-endian bytes.
    let bitCount = byteCount &* 8
    pending[pendingCount] = 0x80
    pendingCount += 1
    if pendingCount > Self.blockSize - 8 {
      fillPending(to: Self.blockSize)
      compressPending()
    }
    fillPending(to: Self.blockSize - 8)
    for byte in 0..<8 {
      pending[pendingCount + byte] = UInt8(truncatingIfNeeded: bitCount &>> UInt64(56 - 8 * byte))
    }
    compressPending()
    return (0..<32).map { UInt8(truncatingIfNeeded: state[$0 / 4] &>> UInt32(24 - 8 * ($0 % 4))) }
  }

  /// Returns the digest of a whole message as 64 lowercase hexadecimal digits.
  public static func hexDigest(of bytes: some Sequence<UInt8>) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hexDigest(hash.finalize())
  }

  /// Returns the bytes of a digest as lowercase hexadecimal digits, two a byte.
  public static func hexDigest(_ digest: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

extension SHA256 {
  private mutating func append(_ bytes: UnsafeRawBufferPointer) {
    let start = pendingCount
    withUnsafeMutableBytes(of: &pending) { block in
      UnsafeMutableRawBufferPointer(rebasing: block[start...]).copyMemory(from: bytes)
    }
    pendingCount += bytes.count
  }

  private mutating func fillPending(to count: Int) {
    while pendingCount < count {
      pending[pendingCount] = 0
      pendingCount += 1
    }
  }

  private mutating func compressPending() {
    withUnsafeBytes(of: pending) { block in
      guard let base = block.baseAddress else { return }
      Self.compress(base, blocks: 1, into: &state)
    }
    pendingCount = 0
  }

  /// Absorbs whole blocks of 64 bytes.
  ///
  /// The eight working variables are never moved: sixteen rounds name them in rotated order and end where they began.
  /// Of the message schedule only the sixteen words that the recurrence looks back on are kept.
  private static func compress(_ bytes: UnsafeRawPointer, blocks: Int, into state: inout SIMD8<UInt32>) {
    roundConstants.withUnsafeBufferPointer { constants in
      guard let k = constants.baseAddress else { return }
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      var (e, f, g, h) = (state[4], state[5], state[6], state[7])
      for block in 0..<blocks {
        let (a0, b0, c0, d0, e0, f0, g0, h0) = (a, b, c, d, e, f, g, h)
        let message = bytes + block * blockSize
        var w = InlineArray<16, UInt32>(repeating: 0)
        for i in 0..<16 {
          w[i] = UInt32(bigEndian: message.loadUnaligned(fromByteOffset: 4 * i, as: UInt32.self))
        }
        round(a, b, c, &d, e, f, g, &h, k[0] &+ w[0])
        round(h, a, b, &c, d, e, f, &g, k[1] &+ w[1])
        round(g, h, a, &b, c, d, e, &f, k[2] &+ w[2])
        round(f, g, h, &a, b, c, d, &e, k[3] &+ w[3])
        round(e, f, g, &h, a, b, c, &d, k[4] &+ w[4])
        round(d, e, f, &g, h, a, b, &c, k[5] &+ w[5])
        round(c, d, e, &f, g, h, a, &b, k[6] &+ w[6])
        round(b, c, d, &e, f, g, h, &a, k[7] &+ w[7])
        round(a, b, c, &d, e, f, g, &h, k[8] &+ w[8])
        round(h, a, b, &c, d, e, f, &g, k[9] &+ w[9])
        round(g, h, a, &b, c, d, e, &f, k[10] &+ w[10])
        round(f, g, h, &a, b, c, d, &e, k[11] &+ w[11])
        round(e, f, g, &h, a, b, c, &d, k[12] &+ w[12])
        round(d, e, f, &g, h, a, b, &c, k[13] &+ w[13])
        round(c, d, e, &f, g, h, a, &b, k[14] &+ w[14])
        round(b, c, d, &e, f, g, h, &a, k[15] &+ w[15])
        for t in stride(from: 16, to: 64, by: 16) {
          round(a, b, c, &d, e, f, g, &h, k[t] &+ next(&w, 0))
          round(h, a, b, &c, d, e, f, &g, k[t + 1] &+ next(&w, 1))
          round(g, h, a, &b, c, d, e, &f, k[t + 2] &+ next(&w, 2))
          round(f, g, h, &a, b, c, d, &e, k[t + 3] &+ next(&w, 3))
          round(e, f, g, &h, a, b, c, &d, k[t + 4] &+ next(&w, 4))
          round(d, e, f, &g, h, a, b, &c, k[t + 5] &+ next(&w, 5))
          round(c, d, e, &f, g, h, a, &b, k[t + 6] &+ next(&w, 6))
          round(b, c, d, &e, f, g, h, &a, k[t + 7] &+ next(&w, 7))
          round(a, b, c, &d, e, f, g, &h, k[t + 8] &+ next(&w, 8))
          round(h, a, b, &c, d, e, f, &g, k[t + 9] &+ next(&w, 9))
          round(g, h, a, &b, c, d, e, &f, k[t + 10] &+ next(&w, 10))
          round(f, g, h, &a, b, c, d, &e, k[t + 11] &+ next(&w, 11))
          round(e, f, g, &h, a, b, c, &d, k[t + 12] &+ next(&w, 12))
          round(d, e, f, &g, h, a, b, &c, k[t + 13] &+ next(&w, 13))
          round(c, d, e, &f, g, h, a, &b, k[t + 14] &+ next(&w, 14))
          round(b, c, d, &e, f, g, h, &a, k[t + 15] &+ next(&w, 15))
        }
        (a, b, c, d) = (a &+ a0, b &+ b0, c &+ c0, d &+ d0)
        (e, f, g, h) = (e &+ e0, f &+ f0, g &+ g0, h &+ h0)
      }
      state = SIMD8(a, b, c, d, e, f, g, h)
    }
  }

  /// One round: T₁ = h + Σ₁(e) + Ch(e,f,g) + K + W, d += T₁, h = T₁ + Σ₀(a) + Maj(a,b,c).
  @inline(__always)
  private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
    _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ constantPlusWord: UInt32
  ) {
    let first = h &+ constantPlusWord &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) &+ (g ^ (e & (f ^ g)))
    d &+= first
    h = first &+ (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ ((a & b) ^ (c & (a ^ b)))
  }

  /// The next word of the schedule, in place of the oldest: Wₜ = σ₁(Wₜ₋₂) + Wₜ₋₇ + σ₀(Wₜ₋₁₅) + Wₜ₋₁₆ with i = t mod 16.
  @inline(__always)
  private static func next(_ w: inout InlineArray<16, UInt32>, _ i: Int) -> UInt32 {
    let early = w[(i + 1) & 15]
    let late = w[(i + 14) & 15]
    w[i] =
      w[i] &+ w[(i + 9) & 15]
      &+ (rotate(early, 7) ^ rotate(early, 18) ^ (early &>> 3))
      &+ (rotate(late, 17) ^ rotate(late, 19) ^ (late &>> 10))
    return w[i]
  }

  @inline(__always)
  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
    (word &>> count) | (word &<< (32 &- count))
  }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (section 4.2.2).
  private static let roundConstants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}
