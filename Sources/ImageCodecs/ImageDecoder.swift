/// Decoding of image files of any known format.
public enum ImageDecoder {
  /// Decodes a whole file; its first bytes tell the format.
  ///
  /// - Throws: `ImageError`; its offset counts from the beginning of `bytes`.
  public static func decode(
    _ bytes: Span<UInt8>, options: DecodingOptions = DecodingOptions()
  ) throws(ImageError) -> DecodedImage {
    switch ImageFormat(startingWith: bytes) {
    case .jpeg: try JPEGDecoder.decode(bytes, options: options)
    case .png: try PNGDecoder.decode(bytes, options: options)
    case .pnm: try PNMDecoder.decode(bytes, options: options)
    case nil: throw ImageError(nil, .unrecognized, offset: 0)
    }
  }
}
