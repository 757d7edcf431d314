/// Decoding of Netpbm's P1 to P6 (its pages pbm, pgm and ppm): bitmaps, gray maps and pixel maps, as text or raw.
///
/// A sample v of at most m becomes v · 255 / m, rounded to nearest; what the format says about gamma is not applied.
/// Of several images in a file the first is taken; what follows it is not looked at.
public enum PNMDecoder {
  /// Decodes the first image of a file.
  ///
  /// With `allowsTruncation`, samples that are missing are 0; a file without its first sample stays an error.
  ///
  /// - Throws: `ImageError`.
  public static func decode(
    _ bytes: Span<UInt8>, options: DecodingOptions = DecodingOptions()
  ) throws(ImageError) -> DecodedImage {
    let header = try PNMHeader(bytes, maximumPixels: options.maximumPixels)
    let available = bytes.count - header.dataOffset
    if available < header.leastDataSize, !options.allowsTruncation || available == 0 {
      throw ImageError(
        .pnm, .truncated(missing: "at least \(header.leastDataSize - available) bytes of samples"), offset: bytes.count)
    }
    var pixels = [UInt8](repeating: 0, count: header.sampleCount)
    let count = header.isRaw ? try decodeRaw(bytes, header, &pixels) : try decodePlain(bytes, header, options, &pixels)
    let image = Image(width: header.width, height: header.height, channels: header.channels, pixels: pixels)
    return DecodedImage(
      image: image.reduced(by: options.scale).converted(to: options.channels), format: .pnm,
      isTruncated: count < header.sampleCount)
  }

  /// Decodes as many samples as there are and returns how many that is.
  private static func decodeRaw(
    _ bytes: Span<UInt8>, _ header: PNMHeader, _ pixels: inout [UInt8]
  ) throws(ImageError) -> Int {
    let start = header.dataOffset
    let data = bytes.extracting(start..<min(bytes.count, start + header.leastDataSize))
    if header.content == .bitmap { return decodeBitmap(data, header, &pixels) }
    let maximum = header.maximum
    let sampleSize = maximum > 255 ? 2 : 1
    let count = data.count / sampleSize
    if maximum == 255 {
      data.withUnsafeBufferPointer { source in
        pixels.withUnsafeMutableBufferPointer { _ = $0.update(fromContentsOf: source) }
      }
      return count
    }
    for index in 0..<count {
      let sample = sampleSize == 2 ? Int(data.bigEndian16(at: 2 * index)) : Int(data[index])
      pixels[index] = try scaled(sample, header, offset: start + sampleSize * index)
    }
    return count
  }

  /// Bits, the first in a byte's highest one; each row begins at a byte.
  private static func decodeBitmap(_ data: Span<UInt8>, _ header: PNMHeader, _ pixels: inout [UInt8]) -> Int {
    let rowLength = (header.width + 7) / 8
    var count = 0
    for row in 0..<header.height {
      for column in 0..<header.width {
        let place = row * rowLength + column / 8
        guard place < data.count else { return count }
        pixels[count] = data[place] >> UInt8(7 - column % 8) & 1 == 0 ? 255 : 0
        count += 1
      }
    }
    return count
  }

  /// Decodes samples in digits and returns how many there are.
  private static func decodePlain(
    _ bytes: Span<UInt8>, _ header: PNMHeader, _ options: DecodingOptions, _ pixels: inout [UInt8]
  ) throws(ImageError) -> Int {
    var scanner = PNMScanner(offset: header.dataOffset)
    for index in pixels.indices {
      do throws(ImageError) {
        if header.content == .bitmap {
          pixels[index] = try scanner.bit(in: bytes) == 0 ? 255 : 0
        } else {
          let sample = try scanner.number("a sample", in: bytes)
          // A number at the file's end may have lost digits; only the last one is known to be whole.
          if scanner.offset == bytes.count, index + 1 < pixels.count {
            throw ImageError(.pnm, .truncated(missing: "a sample"), offset: bytes.count)
          }
          pixels[index] = try scaled(sample, header, offset: scanner.offset)
        }
      } catch {
        guard case .truncated = error.reason, options.allowsTruncation, index > 0 else { throw error }
        return index
      }
    }
    return pixels.count
  }

  private static func scaled(_ sample: Int, _ header: PNMHeader, offset: Int) throws(ImageError) -> UInt8 {
    guard sample <= header.maximum else {
      throw ImageError(
        .pnm, .malformed(found: "a sample of \(sample)", expected: "at most \(header.maximum)"), offset: offset)
    }
    return UInt8((sample * 255 + header.maximum / 2) / header.maximum)
  }
}
