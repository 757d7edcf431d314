import ImageCodecs
import StreamCodecs

/// Zlib streams, as they come and with their checksum made right; a first byte says where in the input they begin.
enum ZlibTarget: FuzzTarget {
  static let name = "Zlib"

  private static func limit(_ bytes: Span<UInt8>) -> Int { [0, 1000, 1 << 16, 1 << 20][choice(bytes, of: 4)] }

  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 3 * limit(bytes) + 5 * bytes.count + 1 << 16 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    let limit = limit(bytes)
    var stream = bytes.withUnsafeBufferPointer { Array($0) }
    let start = min(Int(stream.first ?? 0) % 8, stream.count)
    for _ in 0..<2 {
      let result: (output: [UInt8], consumed: Int)
      do throws(ZlibError) {
        result = try Zlib.decompress(stream.span, startingAt: start, maximumOutputSize: limit)
      } catch {
        try Finding.checkText(of: error)
        try Finding.unless((0...stream.count).contains(error.offset), "an error at byte \(error.offset)")
        guard case .checksumMismatch(_, let computed) = error.reason else { return }
        for index in 0..<4 { stream[error.offset + index] = UInt8(truncatingIfNeeded: computed >> (24 - 8 * index)) }
        continue
      }
      try Finding.unless(result.output.count <= limit, "\(result.output.count) bytes of at most \(limit)")
      return try Finding.unless(
        result.consumed >= 6 && start + result.consumed <= stream.count, "\(result.consumed) bytes were taken")
    }
    throw Finding("a right checksum was refused")
  }
}
