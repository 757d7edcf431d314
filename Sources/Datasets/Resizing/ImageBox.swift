/// A rectangle of an image in fractions of pixels: the part of it that a resized image shows.
///
/// Pixel (row r, column c) covers r…r+1 and c…c+1. Single precision, as Pillow has it, because the bits of a resized
/// image depend on it.
public struct ImageBox: Hashable, Sendable, Codable {
  /// The left edge.
  public var left: Float
  /// The upper edge.
  public var top: Float
  /// The right edge.
  public var right: Float
  /// The lower edge.
  public var bottom: Float

  /// A rectangle between four edges.
  public init(left: Float, top: Float, right: Float, bottom: Float) {
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
  }

  /// All of an image.
  public init(width: Int, height: Int) {
    self.init(left: 0, top: 0, right: Float(width), bottom: Float(height))
  }
}
