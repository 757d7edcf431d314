@testable import ImageCodecs

/// JPEG files.
enum JPEGTarget: FuzzTarget {
  static let name = "JPEG"

  static func memoryBound(_ bytes: Span<UInt8>) -> Int { DecoderChecks.memoryBound(bytes) }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    try DecoderChecks.check(bytes, JPEGDecoder.decode, declaredSize: declaredSize(bytes))
  }

  private static func declaredSize(_ bytes: Span<UInt8>) -> (width: Int, height: Int)? {
    guard var file = try? JPEGFile(bytes), (try? file.nextScan(bytes)) != nil else { return nil }
    return file.frame.map { ($0.width, $0.height) }
  }
}
