import ImageCodecs
import StreamCodecs

/// Compression of any bytes, which must come back.
enum DeflateTarget: FuzzTarget {
  static let name = "Deflate"

  // The matcher's tables of positions, and a block's symbols.
  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 64 * bytes.count + 4 << 20 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    let contents = bytes.withUnsafeBufferPointer { Array($0) }
    let stream = Deflate.compress(bytes)
    let inflated = try? Inflate.decompress(stream.span, maximumOutputSize: contents.count)
    try Finding.unless(inflated?.output == contents && inflated?.consumed == stream.count, "deflate loses something")
    // A stored block has five bytes more than its 65535 of contents.
    try Finding.unless(stream.count <= bytes.count + 5 * (bytes.count / 65535 + 1) + 64, "\(stream.count) bytes")
    let zlib = Zlib.compress(bytes)
    let decompressed = try? Zlib.decompress(zlib.span, maximumOutputSize: contents.count)
    try Finding.unless(decompressed?.output == contents && decompressed?.consumed == zlib.count, "zlib loses something")
  }
}
