/// What a tRNS chunk says (PNG, third edition, 11.3.1.1).
enum PNGTransparency: Equatable {
  /// The alpha of the palette's first colours; the others are opaque.
  case alphas([UInt8])
  /// The one gray, or red, green and blue, whose pixels are transparent, at the image's depth.
  case key([UInt16])

  /// Reads the contents of a tRNS chunk; nil, as for libpng, if they do not fit the image.
  init?(_ chunk: PNGChunk, in bytes: Span<UInt8>, header: PNGHeader, paletteCount: Int) {
    let contents = chunk.contents
    switch header.colorType {
    case .palette:
      guard (1...max(1, paletteCount)).contains(contents.count), paletteCount > 0 else { return nil }
      self = .alphas(contents.map { bytes[$0] })
    case .gray, .rgb:
      guard contents.count == 2 * header.colorType.samples else { return nil }
      // Bits beyond the depth are to be ignored.
      let mask = UInt16(truncatingIfNeeded: 1 << header.depth - 1)
      self = .key(
        stride(from: contents.lowerBound, to: contents.upperBound, by: 2).map { bytes.bigEndian16(at: $0) & mask })
    case .grayAlpha, .rgba:
      return nil
    }
  }
}
