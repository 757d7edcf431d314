/// A mean image to subtract, and where.
public struct MeanImage: Hashable, Sendable {
  /// Which part of the mean image belongs to a crop.
  public enum Position: String, Hashable, Sendable, Codable {
    /// The part at the crop's place; in mirrored crops every pixel keeps its own mean (Caffe: mean[data_index], with
    /// data_index the place in the source).
    case matched
    /// The middle, whatever the crop's place, and not mirrored with it (cuda-convnet: data_mean_crop is subtracted
    /// after cropping and mirroring).
    case centre
  }

  /// Rows.
  public let height: Int
  /// Columns.
  public let width: Int
  /// The values on the scale of 0–255, in H,W,C order.
  public let values: [Double]
  /// Which part belongs to a crop.
  public let position: Position

  /// A mean image of the size of frames, or of the size of crops.
  ///
  /// If its size is not that of the frame, the two are laid with their middles on each other, and a crop at the
  /// frame's edge takes the nearest part. So a mean image of the crops' size is subtracted as it is.
  ///
  /// - Precondition: `values` has 1 or 3 for each pixel.
  public init(height: Int, width: Int, values: [Double], position: Position) {
    precondition(
      height > 0 && width > 0 && (values.count == height * width || values.count == 3 * height * width),
      "a mean image has H·W·C values")
    self.height = height
    self.width = width
    self.values = values
    self.position = position
  }

  /// The mean image of statistics.
  public init(_ statistics: ImageStatistics, position: Position) {
    self.init(
      height: statistics.height, width: statistics.width, values: statistics.meanImage, position: position)
  }
}
