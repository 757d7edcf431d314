/// The run of IDAT chunks, which together hold one zlib stream.
struct PNGImageData {
  /// Where the first chunk begins.
  private var start: Int
  /// How many chunks there are.
  private(set) var chunkCount = 0
  /// The bytes of their contents.
  private(set) var count = 0

  /// No chunk yet.
  init(startingAt offset: Int) {
    start = offset
  }

  /// Adds the chunk that follows the last one.
  mutating func append(_ chunk: PNGChunk) {
    if chunkCount == 0 { start = chunk.offset }
    chunkCount += 1
    count += chunk.contents.count
  }

  /// The contents of all chunks.
  func joined(in bytes: Span<UInt8>) -> [UInt8] {
    var joined: [UInt8] = []
    joined.reserveCapacity(count)
    var offset = start
    for _ in 0..<chunkCount {
      let range = Self.contents(ofChunkAt: offset, in: bytes)
      bytes.extracting(range).withUnsafeBufferPointer { joined.append(contentsOf: $0) }
      offset = range.upperBound + 4
    }
    return joined
  }

  /// Where in the file the byte at `place` of the joined contents is; for their end, the end of the last chunk's.
  func fileOffset(of place: Int, in bytes: Span<UInt8>) -> Int {
    var remaining = place
    var offset = start
    var end = start
    for _ in 0..<chunkCount {
      let range = Self.contents(ofChunkAt: offset, in: bytes)
      if remaining < range.count { return range.lowerBound + remaining }
      remaining -= range.count
      end = range.upperBound
      offset = end + 4
    }
    return end
  }

  /// The contents, as far as the file has them, of a chunk that was read before.
  private static func contents(ofChunkAt offset: Int, in bytes: Span<UInt8>) -> Range<Int> {
    let start = offset + 8
    return start..<start + min(Int(bytes.bigEndian32(at: offset)), bytes.count - start)
  }
}
