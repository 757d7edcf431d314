import ImageCodecs

/// Numbers in rows and columns that are to be seen.
public struct ValueMap: Equatable, Sendable {
  /// Rows.
  public let height: Int
  /// Columns.
  public let width: Int
  /// The numbers, row by row.
  public let values: [Float]

  /// Puts a map together.
  ///
  /// - Precondition: sizes are positive, and there are height × width values.
  public init(height: Int, width: Int, values: [Float]) {
    precondition(height > 0 && width > 0 && values.count == height * width, "a map has height × width values")
    self.height = height
    self.width = width
    self.values = values
  }

  /// The least and the greatest of finite values; zeros if there are none.
  public var range: (low: Float, high: Float) {
    var (low, high) = (Float.infinity, -Float.infinity)
    for value in values where value.isFinite { (low, high) = (min(low, value), max(high, value)) }
    return low <= high ? (low, high) : (0, 0)
  }

  /// The map in grays: `low` and below is black, `high` and above white; a value that is no number is black.
  public func gray(from low: Float, to high: Float) -> Image {
    Image(
      width: width, height: height, channels: 1, pixels: values.map { Self.level($0, low: low, high: high) })
  }

  /// The value below which this fraction of the values lie.
  public func quantile(_ fraction: Double) -> Float {
    let sorted = values.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return 0 }
    return sorted[min(sorted.count - 1, max(0, Int(fraction * Double(sorted.count - 1))))]
  }

  /// A value's place between two others, from 0 to 255.
  static func level(_ value: Float, low: Float, high: Float) -> UInt8 {
    // In Double, so that a range of large numbers does not overflow.
    let span = Double(high) - Double(low)
    let place = span > 0 ? (Double(value) - Double(low)) / span : 0
    return place >= 0 ? UInt8((255 * min(1, place)).rounded()) : 0
  }
}
