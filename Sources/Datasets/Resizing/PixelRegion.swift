/// A rectangle of whole pixels.
public struct PixelRegion: Hashable, Sendable, Codable {
  /// The first row, counted from the top.
  public var row: Int
  /// The first column, counted from the left.
  public var column: Int
  /// The number of rows.
  public var height: Int
  /// The number of columns.
  public var width: Int

  /// A rectangle with its first pixel at a row and a column.
  public init(row: Int, column: Int, height: Int, width: Int) {
    self.row = row
    self.column = column
    self.height = height
    self.width = width
  }

  /// The rectangle in the middle of a frame; if it is larger than the frame, the frame is in the middle of it.
  public static func centre(
    height: Int, width: Int, frameHeight: Int, frameWidth: Int, rounding: CentreRounding = .down
  ) -> PixelRegion {
    PixelRegion(
      row: rounding.half(frameHeight - height), column: rounding.half(frameWidth - width), height: height, width: width)
  }

  /// The corners and the centre of a frame, in the order in which ten views take them: upper left, upper right, lower
  /// left, lower right, centre.
  public static func cornersAndCentre(
    height: Int, width: Int, frameHeight: Int, frameWidth: Int, rounding: CentreRounding = .down
  ) -> [PixelRegion] {
    let (bottom, right) = (frameHeight - height, frameWidth - width)
    let corners = [(0, 0), (0, right), (bottom, 0), (bottom, right)]
    return corners.map { PixelRegion(row: $0.0, column: $0.1, height: height, width: width) } + [
      centre(height: height, width: width, frameHeight: frameHeight, frameWidth: frameWidth, rounding: rounding)
    ]
  }

  /// Whether the rectangle has pixels and lies within an image.
  func isWithin(width imageWidth: Int, height imageHeight: Int) -> Bool {
    row >= 0 && column >= 0 && height > 0 && width > 0 && height <= imageHeight && width <= imageWidth
      && row <= imageHeight - height && column <= imageWidth - width
  }
}
