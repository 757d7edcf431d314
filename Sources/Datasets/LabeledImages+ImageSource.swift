import ImageCodecs

extension LabeledImages: ImageSource {
  /// The classes, whose identifiers are their names.
  public var classes: [ImageClass] { classNames.map { ImageClass(identifier: $0) } }

  /// The class of an image.
  public func label(at index: Int) -> Int { Int(labels[index]) }

  /// "image N".
  public func name(at index: Int) -> String { "image \(index)" }

  /// A copy of the image's pixels.
  public func image(at index: Int, options: DecodingOptions) throws(DatasetError) -> Image {
    let image = Image(width: width, height: height, channels: channels, pixels: Array(image(at: index)))
    return switch options.channels {
    case .asStored: image
    case .rgb: image.rgb()
    case .gray: image.gray()
    }
  }

  /// Nothing: pixels are what is stored.
  public func encodedImage(at index: Int) throws(DatasetError) -> [UInt8]? { nil }
}
