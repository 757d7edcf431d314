import ImageCodecs

/// PNG files, as they come and with their checks made right, without which few changes get past the first chunk.
enum PNGTarget: FuzzTarget {
  static let name = "PNG"

  // Both files are in memory, the second with its image data twice.
  static func memoryBound(_ bytes: Span<UInt8>) -> Int {
    let repaired = PNGRepair.repaired(bytes)
    return max(DecoderChecks.memoryBound(bytes), DecoderChecks.memoryBound(repaired.span)) + 2 * bytes.count
  }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    try DecoderChecks.check(bytes, PNGDecoder.decode, declaredSize: declaredSize(bytes))
    let repaired = PNGRepair.repaired(bytes)
    try DecoderChecks.check(repaired.span, PNGDecoder.decode, declaredSize: declaredSize(repaired.span))
  }

  /// The first chunk of a PNG file is IHDR, which begins with width and height.
  static func declaredSize(_ bytes: Span<UInt8>) -> (width: Int, height: Int)? {
    guard bytes.count >= 24 else { return nil }
    return (PNGRepair.bigEndian(bytes, at: 16), PNGRepair.bigEndian(bytes, at: 20))
  }
}
