/// Which part of the mean belongs to a view.
struct MeanRows {
  /// The mean, or its mirror image.
  let values: [Float]
  private let first: Int
  private let stride: Int

  init(
    _ tables: CentringTables, view: PreparedView, height: Int, width: Int, channels: Int, _ rounding: CentreRounding
  ) {
    guard tables.meanHeight > 0 else {
      (values, first, stride) = (tables.mean, 0, 0)
      return
    }
    /// The mean lies with its middle on the frame's, or has the crop in its middle; see `MeanImage`.
    func start(_ place: Int, _ frame: Int, _ mean: Int, _ output: Int) -> Int {
      guard tables.position == .matched else { return rounding.half(mean - output) }
      return min(max(place + rounding.half(mean - frame), 0), mean - output)
    }
    let row = start(view.row, view.frameHeight, tables.meanHeight, height)
    var column = start(view.column, view.frameWidth, tables.meanWidth, width)
    if view.isMirrored, tables.position == .matched {
      values = tables.mirroredMean
      column = tables.meanWidth - width - column
    } else {
      values = tables.mean
    }
    stride = tables.meanWidth * channels
    first = row * stride + column * channels
  }

  /// Where the mean of a row of the input begins.
  func start(of row: Int) -> Int { first + row * stride }
}
