import ImageCodecs
import Inference

/// What a layer gives for an image, channel by channel.
///
/// Each channel is a picture of its own: zero, or its least value where it has negative ones, is black and its greatest
/// white; a channel that is the same everywhere is black. A layer without rows and columns becomes one picture, its values
/// row by row.
public struct ActivationPicture: Sendable {
  /// The grid of channels.
  public let image: Image
  /// Shape of what the layer gives: channels, rows and columns, or one number.
  public let shape: [Int]
  /// The least and the greatest value.
  public let range: (low: Float, high: Float)
  /// The fraction of values that are zero.
  public let zeros: Double

  /// The picture of a layer for an image.
  ///
  /// - Parameter extractor: of the layer.
  /// - Throws: `FeatureError`.
  public init(
    _ extractor: FeatureExtractor, of image: Image, columns: Int? = nil, scale: Int? = nil
  ) throws(FeatureError) {
    let values = try extractor.features([image])[0]
    let shape = extractor.shape
    let all = ValueMap(height: 1, width: values.count, values: values)
    let range = all.range
    (self.shape, self.range) = (shape, range)
    zeros = Double(values.count { $0 == 0 }) / Double(values.count)
    let maps: [ValueMap]
    if shape.count == 3 {
      let area = shape[1] * shape[2]
      maps = (0..<shape[0]).map {
        ValueMap(height: shape[1], width: shape[2], values: Array(values[$0 * area..<($0 + 1) * area]))
      }
    } else {
      let across = PictureGrid.automaticColumns(values.count)
      let rows = (values.count + across - 1) / across
      let rest = [Float](repeating: range.low, count: rows * across - values.count)
      maps = [ValueMap(height: rows, width: across, values: values + rest)]
    }
    let cells = maps.map { map in
      let (low, high) = map.range
      return low == high ? map.gray(from: high, to: high) : map.gray(from: min(0, low), to: high)
    }
    let side = maps.count == 1 ? 512 : 52
    self.image = PictureGrid.make(
      cells, columns: columns, scale: scale ?? PictureGrid.automaticScale(cells[0], side: side))
  }
}
