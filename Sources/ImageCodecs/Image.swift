/// An image of 8-bit samples in memory: gray or RGB, rows from the top, pixels from the left, a pixel's samples together.
///
/// Shape: H × W × C, C = 1 (gray) or 3 (red, green, blue).
public struct Image: Equatable, Sendable {
  /// Pixels of a row, W.
  public let width: Int
  /// Rows, H.
  public let height: Int
  /// Samples of a pixel, C: 1 for gray, 3 for red, green and blue.
  public let channels: Int
  /// The H·W·C samples, 0 for none of a colour and 255 for all of it.
  public var pixels: [UInt8] {
    didSet { precondition(pixels.count == oldValue.count, "an image keeps its H·W·C samples") }
  }

  /// Puts an image together.
  ///
  /// - Precondition: sizes are positive, `channels` is 1 or 3, and `pixels` has H·W·C elements.
  public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "an image has rows and columns")
    precondition(channels == 1 || channels == 3, "an image is gray or RGB")
    precondition(pixels.count == width * height * channels, "there are H·W·C samples")
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }
}
