import ImageCodecs
import StreamCodecs

/// Deflate streams.
enum InflateTarget: FuzzTarget {
  static let name = "Inflate"

  private static func limit(_ bytes: Span<UInt8>) -> Int { [0, 1000, 1 << 16, 1 << 20][choice(bytes, of: 4)] }

  // Three times what is allowed, as the decoder says, and its tables.
  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 3 * limit(bytes) + 4 * bytes.count + 1 << 16 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    let limit = limit(bytes)
    let result: (output: [UInt8], consumed: Int)
    do throws(InflateError) {
      result = try Inflate.decompress(bytes, maximumOutputSize: limit)
    } catch {
      try Finding.checkText(of: error)
      return try Finding.unless((0...bytes.count).contains(error.offset), "an error at byte \(error.offset)")
    }
    let (output, consumed) = result
    try Finding.unless(output.count <= limit, "\(output.count) bytes of at most \(limit)")
    try Finding.unless((1...bytes.count).contains(consumed), "\(consumed) bytes of \(bytes.count) were taken")
    let alone = try? Inflate.decompress(bytes.extracting(..<consumed), maximumOutputSize: output.count)
    guard let alone, alone == result else { throw Finding("what follows a stream changes what it gives") }
  }
}
