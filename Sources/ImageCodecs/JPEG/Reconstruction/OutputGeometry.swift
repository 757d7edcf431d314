/// The size of the image that a frame is decoded to, and of its components on the way.
struct OutputGeometry: Equatable {
  /// How a component's samples become one a pixel.
  enum Upsampling: Equatable {
    /// They are that already.
    case none
    /// Twice as many a row, weighted ¾ and ¼ by distance.
    case horizontalTriangle
    /// Twice as many rows, weighted in the same way.
    case verticalTriangle
    /// Both.
    case triangle
    /// Each pixel gets the sample it lies in.
    case replication
  }

  /// One component.
  struct Component: Equatable {
    /// Samples of a block's side: 1, 2, 4 or 8.
    let blockSize: Int
    /// Samples of a row, without those that only fill blocks.
    let width: Int
    /// Samples of a column, likewise.
    let height: Int
    /// Pixels across that share `horizontalSamples` samples.
    let horizontalPixels: Int
    /// Samples across, for `horizontalPixels`.
    let horizontalSamples: Int
    /// Pixels down that share `verticalSamples` samples.
    let verticalPixels: Int
    /// Samples down, for `verticalPixels`.
    let verticalSamples: Int
    /// How its samples become one a pixel.
    let upsampling: Upsampling
  }

  /// Pixels of a row.
  let width: Int
  /// Rows.
  let height: Int
  /// Rows of the image in a row of MCUs.
  let rowsPerUnit: Int
  /// The components.
  let components: [Component]

  /// How many rows at the end of a row of MCUs need what comes below.
  var pendingRows: Int {
    components.contains { $0.upsampling == .verticalTriangle || $0.upsampling == .triangle } ? verticalFactor : 0
  }

  private let verticalFactor: Int

  /// The geometry of a frame that is decoded with `blockSize` × `blockSize` pixels for 8 × 8: 8, 4, 2 or 1.
  ///
  /// As in libjpeg, a component with fewer samples than others gets a larger transform instead of upsampling, as far as
  /// there is one for both directions.
  init(_ frame: FrameHeader, blockSize: Int) {
    let (horizontal, vertical) = (frame.maximumHorizontalFactor, frame.maximumVerticalFactor)
    width = ceiling(frame.width * blockSize, over: 8)
    height = ceiling(frame.height * blockSize, over: 8)
    rowsPerUnit = vertical * blockSize
    verticalFactor = vertical
    components = frame.components.map { component in
      var size = blockSize
      while size < 8, (horizontal * blockSize) % (component.horizontalFactor * size * 2) == 0,
        (vertical * blockSize) % (component.verticalFactor * size * 2) == 0
      {
        size *= 2
      }
      let width = ceiling(frame.width * component.horizontalFactor * size, over: horizontal * 8)
      return Component(
        blockSize: size, width: width,
        height: ceiling(frame.height * component.verticalFactor * size, over: vertical * 8),
        horizontalPixels: horizontal, horizontalSamples: component.horizontalFactor * size / blockSize,
        verticalPixels: vertical, verticalSamples: component.verticalFactor * size / blockSize,
        upsampling: Self.upsampling(
          horizontalPixels: horizontal, horizontalSamples: component.horizontalFactor * size / blockSize,
          verticalPixels: vertical, verticalSamples: component.verticalFactor * size / blockSize,
          // Single samples a block are not smoothed, and two columns or fewer not across: this, too, is libjpeg's way.
          isSmooth: blockSize > 1, isWide: width > 2))
    }
  }

  private static func upsampling(
    horizontalPixels: Int, horizontalSamples: Int, verticalPixels: Int, verticalSamples: Int, isSmooth: Bool,
    isWide: Bool
  ) -> Upsampling {
    let isHorizontal = horizontalPixels == 2 * horizontalSamples
    let isVertical = verticalPixels == 2 * verticalSamples
    if horizontalPixels == horizontalSamples, verticalPixels == verticalSamples { return .none }
    guard isSmooth else { return .replication }
    if isHorizontal, verticalPixels == verticalSamples { return isWide ? .horizontalTriangle : .replication }
    if isVertical, horizontalPixels == horizontalSamples { return .verticalTriangle }
    if isHorizontal, isVertical { return isWide ? .triangle : .replication }
    return .replication
  }
}
