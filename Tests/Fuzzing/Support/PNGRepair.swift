import StreamCodecs

@testable import ImageCodecs

/// PNG files whose checksums are made right.
enum PNGRepair {
  /// What image data may decompress to before a wrong Adler-32 is left as it is.
  private static let maximumSize = 1 << 18

  /// A file with right checks of its chunks and its image data.
  static func repaired(_ bytes: Span<UInt8>) -> [UInt8] {
    var file = bytes.withUnsafeBufferPointer { Array($0) }
    let chunks = chunks(bytes)
    repairImageData(&file, chunks.filter { file[($0.lowerBound - 4)..<$0.lowerBound].elementsEqual("IDAT".utf8) })
    for chunk in chunks where chunk.upperBound + 4 <= file.count {
      var check = CRC32()
      check.update(file.span.extracting((chunk.lowerBound - 4)..<chunk.upperBound))
      put(check.value, into: &file, at: chunk.upperBound..<(chunk.upperBound + 4))
    }
    return file
  }

  /// The big-endian number of four bytes.
  static func bigEndian(_ bytes: Span<UInt8>, at offset: Int) -> Int {
    (0..<4).reduce(0) { $0 << 8 | Int(bytes[offset + $1]) }
  }

  /// Where the contents of the chunks are.
  private static func chunks(_ bytes: Span<UInt8>) -> [Range<Int>] {
    var chunks: [Range<Int>] = []
    var offset = 8
    while offset + 8 <= bytes.count {
      let length = bigEndian(bytes, at: offset)
      let end = min(offset + 8 + length, bytes.count)
      chunks.append((offset + 8)..<end)
      offset = end + 4
    }
    return chunks
  }

  private static func repairImageData(_ file: inout [UInt8], _ chunks: [Range<Int>]) {
    let places = chunks.flatMap { Array($0) }
    let data = places.map { file[$0] }
    do throws(ZlibError) {
      _ = try Zlib.decompress(data.span, maximumOutputSize: maximumSize)
    } catch {
      guard case .checksumMismatch(_, let computed) = error.reason else { return }
      for index in 0..<4 {
        file[places[error.offset + index]] = UInt8(truncatingIfNeeded: computed >> (24 - 8 * index))
      }
    }
  }

  private static func put(_ value: UInt32, into file: inout [UInt8], at range: Range<Int>) {
    for (index, place) in range.enumerated() { file[place] = UInt8(truncatingIfNeeded: value >> (24 - 8 * index)) }
  }
}
