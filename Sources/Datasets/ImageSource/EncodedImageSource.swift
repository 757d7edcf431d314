import ImageCodecs

/// A source whose images are whole files of the known formats, wherever they lie: it only has to read them.
protocol EncodedImageSource: ImageSource {
  /// The bytes of the image's file.
  ///
  /// - Throws: `DatasetError`, which names the image; also if there are more bytes than the source allows.
  func encodedBytes(at index: Int) throws(DatasetError) -> [UInt8]
}

/// The limits of sources of encoded images.
enum EncodedImageLimit {
  /// The most bytes of an image's file.
  static let bytes = 1 << 28
}

extension EncodedImageSource {
  /// The image, decoded.
  func image(at index: Int, options: DecodingOptions) throws(DatasetError) -> Image {
    let bytes = try encodedBytes(at: index)
    do {
      return try ImageDecoder.decode(bytes.span, options: options).image
    } catch {
      throw .image(name: name(at: index), error)
    }
  }

  /// The bytes of the image's file.
  func encodedImage(at index: Int) throws(DatasetError) -> [UInt8]? { try encodedBytes(at: index) }
}
