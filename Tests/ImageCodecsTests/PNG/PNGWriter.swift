import TestSupport

/// Writes PNG files of any colour type and depth from samples, as the standard's formulas have it, so that a test can
/// say exactly what is in one; it knows nothing of the decoder.
struct PNGWriter {
  var width = 1
  var height = 1
  var depth = 8
  var colorType = 0
  var isInterlaced = false
  /// The filter types, one row after the other, over and over.
  var filters = [0, 1, 2, 3, 4]
  /// Chunks between IHDR and IDAT.
  var extraChunks: [[UInt8]] = []
  /// What the rows are followed by before they are compressed.
  var extraRows: [UInt8] = []
  /// The bytes of a stored block, and of an IDAT chunk.
  var blockLength = 65535
  var chunkLength = Int.max

  static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  static let end = chunk("IEND", [])

  var samplesPerPixel: Int { [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][colorType] ?? 1 }

  /// The file with these samples, rows from the top.
  func file(_ samples: [Int]) -> [UInt8] {
    Self.signature + header() + extraChunks.flatMap { $0 } + imageData(samples) + Self.end
  }

  func header() -> [UInt8] {
    let type = [UInt8(depth), UInt8(colorType), 0, 0, isInterlaced ? 1 : 0]
    return Self.chunk("IHDR", Self.bigEndian(width) + Self.bigEndian(height) + type)
  }

  /// The IDAT chunks.
  func imageData(_ samples: [Int]) -> [UInt8] {
    let stream = zlibStream(rows(samples) + extraRows)
    return stride(from: 0, to: stream.count, by: chunkLength).flatMap { start in
      Self.chunk("IDAT", Array(stream[start...].prefix(chunkLength)))
    }
  }

  /// All rows of all passes behind their filter types.
  func rows(_ samples: [Int]) -> [UInt8] {
    let passes =
      isInterlaced
      ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
      : [(0, 0, 1, 1)]
    var output: [UInt8] = []
    var filterIndex = 0
    for (x, y, xStep, yStep) in passes where x < width && y < height {
      var above: [UInt8] = []
      for row in stride(from: y, to: height, by: yStep) {
        let pixels = stride(from: x, to: width, by: xStep).map { row * width + $0 }
        let packed = pack(
          pixels.flatMap { pixel in (0..<samplesPerPixel).map { samples[pixel * samplesPerPixel + $0] } })
        let filter = filters[filterIndex % filters.count]
        filterIndex += 1
        output.append(UInt8(filter))
        output += filtered(packed, above: above, filter: filter)
        above = packed
      }
    }
    return output
  }

  private func pack(_ samples: [Int]) -> [UInt8] {
    if depth == 16 { return samples.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] } }
    let perByte = 8 / depth
    return stride(from: 0, to: samples.count, by: perByte).map { start in
      (0..<perByte).reduce(0) { byte, index in
        byte << UInt8(depth) | (start + index < samples.count ? UInt8(samples[start + index]) : 0)
      }
    }
  }

  private func filtered(_ row: [UInt8], above: [UInt8], filter: Int) -> [UInt8] {
    let distance = max(1, depth * samplesPerPixel / 8)
    return row.indices.map { index in
      let a = index >= distance ? Int(row[index - distance]) : 0
      let b = above.isEmpty ? 0 : Int(above[index])
      let c = index >= distance && !above.isEmpty ? Int(above[index - distance]) : 0
      let p = a + b - c
      let nearest =
        abs(p - a) <= abs(p - b) && abs(p - a) <= abs(p - c) ? a : abs(p - b) <= abs(p - c) ? b : c
      let prediction =
        [0, a, b, (a + b) / 2, nearest].indices.contains(filter) ? [0, a, b, (a + b) / 2, nearest][filter] : 0
      return UInt8((Int(row[index]) - prediction) & 255)
    }
  }

  private func zlibStream(_ contents: [UInt8]) -> [UInt8] {
    var writer = DeflateWriter()
    for start in stride(from: 0, to: max(1, contents.count), by: blockLength) {
      writer.stored(Array(contents[start...].prefix(blockLength)), final: start + blockLength >= contents.count)
    }
    var (sum, sumOfSums) = (1, 0)
    for byte in contents {
      sum = (sum + Int(byte)) % 65521
      sumOfSums = (sumOfSums + sum) % 65521
    }
    return [0x78, 0x01] + writer.bytes + Self.bigEndian(sumOfSums << 16 | sum)
  }

  /// A chunk with its CRC, a bit at a time (PNG, annex D).
  static func chunk(_ type: String, _ contents: [UInt8]) -> [UInt8] {
    let checked = Array(type.utf8) + contents
    var remainder = UInt32.max
    for byte in checked {
      remainder ^= UInt32(byte)
      for _ in 0..<8 { remainder = remainder & 1 == 0 ? remainder >> 1 : 0xedb8_8320 ^ remainder >> 1 }
    }
    return bigEndian(contents.count) + checked + bigEndian(Int(~remainder))
  }

  static func bigEndian(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
  }
}
