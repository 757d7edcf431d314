import Tensors

/// A random part of an image that is resized to a network's size: torchvision's RandomResizedCrop.
public struct RandomResizedCrop: Hashable, Sendable, Codable {
  /// The least part of the image's area.
  public var minimumScale: Double
  /// The largest part of the image's area.
  public var maximumScale: Double
  /// The least width / height.
  public var minimumRatio: Double
  /// The largest width / height.
  public var maximumRatio: Double

  /// Bounds of area and aspect; by default torchvision's.
  public init(
    minimumScale: Double = 0.08, maximumScale: Double = 1, minimumRatio: Double = 3.0 / 4,
    maximumRatio: Double = 4.0 / 3
  ) {
    self.minimumScale = minimumScale
    self.maximumScale = maximumScale
    self.minimumRatio = minimumRatio
    self.maximumRatio = maximumRatio
  }

  /// The number of tries.
  static let tries = 10

  /// A part of an image of a size.
  ///
  /// Up to ten times: area = uniform(scale) · H·W, ratio = exp(uniform(ln ratio)), width = round(√(area · ratio)) and
  /// height = round(√(area / ratio)), halves to even; if that fits, it goes to any place, all equally likely. If none
  /// fits, the largest central part of an allowed ratio. Always within the image, whatever the bounds.
  ///
  /// - Parameters:
  ///   - stream: numbers; try t takes `first` + 4t for the area, then the ratio, the row and the column.
  func region(imageWidth: Int, imageHeight: Int, stream: RandomStream, first: Int) -> PixelRegion {
    let area = Double(imageWidth) * Double(imageHeight)
    let (logLow, logHigh) = (Elementary.logarithm(minimumRatio), Elementary.logarithm(maximumRatio))
    for attempt in 0..<Self.tries {
      let position = first + 4 * attempt
      let target = area * (minimumScale + stream.uniform(position) * (maximumScale - minimumScale))
      let ratio = Elementary.exponential(logLow + stream.uniform(position + 1) * (logHigh - logLow))
      guard let width = Self.size((target * ratio).squareRoot(), atMost: imageWidth),
        let height = Self.size((target / ratio).squareRoot(), atMost: imageHeight)
      else { continue }
      return PixelRegion(
        row: Self.place(stream, position + 2, imageHeight - height),
        column: Self.place(stream, position + 3, imageWidth - width), height: height, width: width)
    }
    return fallback(imageWidth: imageWidth, imageHeight: imageHeight)
  }

  private func fallback(imageWidth: Int, imageHeight: Int) -> PixelRegion {
    let ratio = Double(imageWidth) / Double(imageHeight)
    var (width, height) = (imageWidth, imageHeight)
    if ratio < minimumRatio {
      height = Self.size(Double(width) / minimumRatio, atMost: imageHeight) ?? 1
    } else if ratio > maximumRatio {
      width = Self.size(Double(height) * maximumRatio, atMost: imageWidth) ?? 1
    }
    return .centre(height: height, width: width, frameHeight: imageHeight, frameWidth: imageWidth)
  }

  /// A number of pixels, nil if there are none or more than `limit` (or if bounds that are no numbers came in).
  private static func size(_ exact: Double, atMost limit: Int) -> Int? {
    let rounded = exact.rounded(.toNearestOrEven)
    return rounded >= 1 && rounded <= Double(limit) ? min(Int(rounded), limit) : nil
  }

  private static func place(_ stream: RandomStream, _ position: Int, _ last: Int) -> Int {
    // Of places beyond 2³², which no decoded image has, the first are as good as all.
    stream.integer(position, below: min(last, Int(UInt32.max) - 1) + 1)
  }
}
