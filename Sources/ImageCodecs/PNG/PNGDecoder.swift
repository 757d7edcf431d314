import StreamCodecs

/// Decoding of PNG files (W3C, third edition): every colour type and depth, interlaced or not; of an animated PNG, the
/// image that other decoders show.
///
/// What the file says about colour and orientation (gAMA, sRGB, iCCP, cHRM, eXIf and the like) is not applied: samples
/// are those stored, reduced to 8 bits. `PNGContents` tells which chunks matter, `PNGRowConverter` how samples are
/// reduced and composited.
public enum PNGDecoder {
  /// The longest stored block: so much more than the rows may be decompressed. A stream that ends a little later then
  /// has its checksum verified, and one that goes on has been read as far as its last row.
  private static let slack = 65535
  /// What deflate can make of one byte at most.
  private static let largestExpansion = 1032

  /// Decodes a whole file; what follows its IEND chunk is not looked at.
  ///
  /// The checksums of all critical chunks and of the decompressed rows are verified. As with libpng, data that the rows
  /// do not need is passed over. With `allowsTruncation`, pixels that are missing are black, and `isTruncated` says
  /// that an error was forgone; a file without its first pixel stays an error, as does a damaged one.
  ///
  /// - Throws: `ImageError`.
  public static func decode(
    _ bytes: Span<UInt8>, options: DecodingOptions = DecodingOptions()
  ) throws(ImageError) -> DecodedImage {
    let contents = try PNGContents(bytes, options: options)
    let header = contents.header
    let size = header.decompressedSize
    let expansion = contents.imageData.count.multipliedReportingOverflow(by: largestExpansion)
    var rows = InflateOutput(
      expected: expansion.overflow ? size : min(size, expansion.partialValue), maximum: size + slack)
    var isTruncated = contents.isTruncated
    do throws(ImageError) {
      try decompress(contents.imageData, of: bytes, into: &rows, size: size)
    } catch {
      guard case .truncated = error.reason, options.allowsTruncation, rows.count > header.filterDistance else {
        throw error
      }
      isTruncated = true
    }

    let converter = PNGRowConverter(contents, options: options)
    var pixels = [UInt8](repeating: 0, count: header.width * header.height * converter.channels)
    try convert(rows, with: converter, to: &pixels, dataOffset: contents.imageData.fileOffset(of: 0, in: bytes))
    let image = Image(width: header.width, height: header.height, channels: converter.channels, pixels: pixels)
    return DecodedImage(
      image: image.reduced(by: options.scale).converted(to: options.channels), format: .png, isTruncated: isTruncated)
  }

  /// Decompresses the rows, `size` bytes with their filter types.
  ///
  /// - Throws: `ImageError`; `rows` then has what there is of them.
  private static func decompress(
    _ imageData: PNGImageData, of bytes: Span<UInt8>, into rows: inout InflateOutput, size: Int
  ) throws(ImageError) {
    let data = imageData.joined(in: bytes)
    let reason: ImageError.Reason
    let offset: Int
    do throws(ZlibError) {
      offset = try Zlib.decompress(data.span, startingAt: 0, into: &rows)
      guard rows.count < size else { return }
      reason = .truncated(missing: "\(size - rows.count) of \(size) bytes of rows")
    } catch {
      offset = error.offset
      switch error.reason {
      case .deflate(let inflateError):
        if case .outputLimit = inflateError.reason { return }
        reason =
          inflateError.reason == .truncated
          ? .truncated(missing: "the end of the compressed rows")
          : .malformed(found: "compressed rows with the fault \(inflateError.reason)", expected: "a deflate stream")
      case .truncated:
        reason = .truncated(missing: "the checksum of the rows")
      case .checksumMismatch:
        reason = .checksumMismatch("the rows (Adler-32)")
      case .headerCheckMismatch, .unsupportedMethod, .windowTooLarge, .dictionaryNeeded:
        reason = .malformed(
          found: "compressed rows with the fault \(error.reason)", expected: "a zlib stream without a dictionary")
      }
    }
    throw ImageError(.png, reason, offset: imageData.fileOffset(of: offset, in: bytes))
  }

  /// Undoes the filters, in place, and converts all pixels that are there.
  private static func convert(
    _ rows: borrowing InflateOutput, with converter: PNGRowConverter, to pixels: inout [UInt8], dataOffset: Int
  ) throws(ImageError) {
    let header = converter.header
    let base = rows.base
    let count = rows.count
    try pixels.withUnsafeMutableBufferPointer { buffer throws(ImageError) in
      guard let output = buffer.baseAddress else { return }
      var position = 0
      for pass in header.passes {
        let length = header.rowLength(width: pass.width)
        var above: UnsafePointer<UInt8>?
        for passRow in 0..<pass.height {
          // At least one byte after the filter type; only a truncated file has less than `length`.
          let available = min(length, count - position - 1)
          guard available > 0 else { return }
          guard let filter = PNGFilter(rawValue: base[position]) else {
            throw ImageError(
              .png, .malformed(found: "a row with the filter type \(base[position])", expected: "0 to 4"),
              offset: dataOffset)
          }
          // The row's bytes are inside `rows`, behind which there is room for the few more that are read.
          let row = base + position + 1
          filter.reconstruct(
            row, above: above, count: available / header.filterDistance * header.filterDistance,
            distance: header.filterDistance)
          let firstPixel = (pass.row + passRow * pass.rowStep) * header.width + pass.column
          converter.convert(
            row, count: min(pass.width, available * 8 / header.pixelBits),
            to: output + firstPixel * converter.channels, step: pass.columnStep * converter.channels)
          above = UnsafePointer(row)
          position += 1 + length
        }
      }
    }
  }
}
