import StreamCodecs

@testable import ImageCodecs

/// PNG files around rows of the fuzzer's own, with every check right: depths, colours, passes, filters, transparency.
///
/// An input is width, height, kind of samples, interlacing, the sizes of palette and transparency, those two, then the
/// rows as they are before compression.
enum PNGRowsTarget: FuzzTarget {
  static let name = "PNGRows"

  static func memoryBound(_ bytes: Span<UInt8>) -> Int { DecoderChecks.memoryBound(file(bytes).span) + 8 * bytes.count }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    let file = file(bytes)
    try DecoderChecks.check(file.span, PNGDecoder.decode, declaredSize: PNGTarget.declaredSize(file.span))
  }

  /// Bits of a sample and colour type: those that the format knows, and one that it does not.
  private static let kinds: [[UInt8]] = [
    [1, 0], [2, 0], [4, 0], [8, 0], [16, 0], [8, 2], [16, 2], [1, 3], [2, 3], [4, 3], [8, 3], [8, 4], [16, 4], [8, 6],
    [16, 6], [4, 6],
  ]

  private static func file(_ bytes: Span<UInt8>) -> [UInt8] {
    var input = FuzzInput(bytes)
    var header = [UInt8]()
    for _ in 0..<2 { header += [0, 0, 0, UInt8(input.byte())] }
    header += kinds[input.byte() % kinds.count] + [0, 0, UInt8(input.byte() & 1)]
    let (colours, alphas) = (input.byte(), input.byte())
    var file = PNGContents.signature
    append("IHDR", header, to: &file)
    if colours > 0 { append("PLTE", input.take(3 * colours), to: &file) }
    if alphas > 0 { append("tRNS", input.take(alphas), to: &file) }
    return finished(file, rows: limited(input.rest(), finished(file, rows: [])))
  }

  /// Rows whose filter types are 0 to 5, of which the last is none, for a file that is complete but for them.
  private static func limited(_ rows: [UInt8], _ file: [UInt8]) -> [UInt8] {
    guard let header = try? PNGContents(file.span, options: DecodingOptions()).header else { return rows }
    var (rows, position) = (rows, 0)
    for pass in header.passes {
      for _ in 0..<pass.height where position < rows.count {
        rows[position] %= 6
        position += 1 + header.rowLength(width: pass.width)
      }
    }
    return rows
  }

  private static func finished(_ beginning: [UInt8], rows: [UInt8]) -> [UInt8] {
    var file = beginning
    append("IDAT", stored(rows), to: &file)
    append("IEND", [], to: &file)
    return file
  }

  /// A zlib stream of stored blocks: a search for matches would take most of the time.
  private static func stored(_ rows: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: max(rows.count, 1), by: 65535) {
      let block = rows[start..<min(start + 65535, rows.count)]
      let isFinal: UInt8 = block.endIndex == rows.count ? 1 : 0
      let (low, high) = (UInt8(block.count & 0xff), UInt8(block.count >> 8))
      stream += [isFinal, low, high, ~low, ~high] + block
    }
    var check = Adler32()
    check.update(rows.span)
    return stream + bigEndian(check.value)
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
  }

  private static func append(_ type: String, _ contents: [UInt8], to file: inout [UInt8]) {
    let checked = Array(type.utf8) + contents
    var check = CRC32()
    check.update(checked.span)
    file += bigEndian(UInt32(contents.count)) + checked + bigEndian(check.value)
  }
}
