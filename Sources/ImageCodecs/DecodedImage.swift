/// What a decoder made of a file.
public struct DecodedImage: Equatable, Sendable {
  /// The image.
  public var image: Image
  /// The format that the file turned out to have.
  public let format: ImageFormat
  /// Whether the file was cut short, and part of the image is missing; only with `allowsTruncation`.
  public let isTruncated: Bool

  /// Puts a result together.
  package init(image: Image, format: ImageFormat, isTruncated: Bool) {
    self.image = image
    self.format = format
    self.isTruncated = isTruncated
  }
}
