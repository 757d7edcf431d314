import ImageCodecs
import Inference
import Networks
import Operations

/// The filters of a network's first layer, as the paper's figure 3 shows them.
///
/// Zero is the middle gray of all filters, and each is stretched by its own largest magnitude, in all channels together so
/// that colours show: a weight of that magnitude is black or white. Filters of gray inputs are gray.
public struct FilterPicture: Sendable {
  /// The grid of filters, in the network's order.
  public let image: Image
  /// The layer's name.
  public let layer: String
  /// How many filters there are.
  public let count: Int
  /// Rows and columns of one.
  public let height: Int
  /// Columns of one.
  public let width: Int

  /// The picture of a model's first filters.
  ///
  /// - Parameters:
  ///   - columns: filters of a row; nil to suit their number.
  ///   - scale: pixels of a weight's side; nil to suit their size.
  /// - Throws: `VisualizationError.noFilters` if the first layer is no convolution, or `ModelError`.
  public init(_ model: Model, columns: Int? = nil, scale: Int? = nil) throws {
    let layers = model.specification.layers
    guard let first = layers.first(where: { $0.kind.parameters != nil }),
      case .convolution(_, let parameters) = first.kind, case .convolution(let convolution, _) = first.kind
    else { throw VisualizationError.noFilters(network: model.specification.name, first: layers.first?.name ?? "none") }
    let channels = model.specification.input.channels
    let weights = try model.parameter(0)
    let (rows, across) = (convolution.geometry.rows, convolution.geometry.columns)
    let area = rows * across
    let size = channels.count * area
    guard weights.count == parameters.outputs * size else {
      throw VisualizationError.noFilters(network: model.specification.name, first: first.name)
    }
    let cells = (0..<parameters.outputs).map { number -> Image in
      let filter = ValueMap(height: 1, width: size, values: Array(weights[number * size..<(number + 1) * size]))
      let range = filter.range
      let largest = max(abs(range.low), abs(range.high))
      // A filter of zeros is gray.
      let reach = largest > 0 ? largest : 1
      let pixels = (0..<size).map { place -> UInt8 in
        let (pixel, channel) = place.quotientAndRemainder(dividingBy: channels.count)
        let plane = channels == .bgr ? channels.count - 1 - channel : channel
        return ValueMap.level(filter.values[plane * area + pixel], low: -reach, high: reach)
      }
      return Image(width: across, height: rows, channels: channels.count, pixels: pixels)
    }
    image = PictureGrid.make(cells, columns: columns, scale: scale)
    layer = first.name
    count = cells.count
    height = rows
    width = across
  }
}
