@testable import ImageCodecs

/// PNM files.
enum PNMTarget: FuzzTarget {
  static let name = "PNM"

  static func memoryBound(_ bytes: Span<UInt8>) -> Int { DecoderChecks.memoryBound(bytes) }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    let header = try? PNMHeader(bytes, maximumPixels: 1 << 20)
    try DecoderChecks.check(bytes, PNMDecoder.decode, declaredSize: header.map { ($0.width, $0.height) })
  }
}
