/// Rows and columns of zeros (or, for maxima, of nothing) around an image.
public struct Padding: Hashable, Sendable {
  /// Rows above.
  public var top: Int
  /// Rows below.
  public var bottom: Int
  /// Columns to the left.
  public var left: Int
  /// Columns to the right.
  public var right: Int

  /// Padding that may differ on each side.
  public init(top: Int, bottom: Int, left: Int, right: Int) {
    self.top = top
    self.bottom = bottom
    self.left = left
    self.right = right
  }

  /// The same padding on all sides.
  public init(_ all: Int) { self.init(top: all, bottom: all, left: all, right: all) }

  /// No padding.
  public static let none = Padding(0)
}
