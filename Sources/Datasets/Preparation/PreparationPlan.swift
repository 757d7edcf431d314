/// What stage one does to an image: which part of it becomes which part of the network's input.
struct PreparationPlan {
  /// What becomes of the samples in stage two.
  let view: PreparedView

  /// The part of the image that is resampled; nil for all of it.
  private let region: PixelRegion?
  /// Nil if nothing of the frame is seen.
  private let resampling: Resampling?
  /// Where in the input the samples go; around them it is black.
  private let target: PixelRegion
  private let height: Int
  private let width: Int

  /// A plan for images of a size.
  init(_ preparation: InputPreparation, imageHeight: Int, imageWidth: Int, draw: AugmentationDraw?) {
    height = preparation.height
    width = preparation.width
    let image = FrameSize(height: imageHeight, width: imageWidth)
    var size = image
    var frame = preparation.frame(imageHeight: imageHeight, imageWidth: imageWidth)
    var place = PixelRegion.centre(
      height: height, width: width, frameHeight: frame.height, frameWidth: frame.width, rounding: preparation.rounding)
    var region: PixelRegion?
    switch draw?.crop {
    case .window(let row, let column): (place.row, place.column) = (row, column)
    case .resized(let part):
      precondition(part.isWithin(width: imageWidth, height: imageHeight), "a crop lies within its image")
      region = part
      size = FrameSize(height: part.height, width: part.width)
      frame = FrameSize(height: height, width: width)
      (place.row, place.column) = (0, 0)
    case nil: break
    }
    self.region = region
    var view = PreparedView(
      row: place.row, column: place.column, frameHeight: frame.height, frameWidth: frame.width,
      isMirrored: draw?.isMirrored ?? false)
    if let draw, let colour = draw.colour, preparation.channels != .gray {
      view.colourOffset = SIMD3<Float>(
        preparation.components.offset(alphas: draw.alphas, convention: colour.convention))
      view.colourDivisor = colour.convention == .standardDeviations ? Float(1 + colour.deviation) : 1
    }
    self.view = view

    // What the shifted frame shows at the crop's place, in the frame's own rows and columns.
    let (top, left) = (place.row - (draw?.rowShift ?? 0), place.column - (draw?.columnShift ?? 0))
    let rows = max(0, top)..<max(0, top, min(frame.height, top + height))
    let columns = max(0, left)..<max(0, left, min(frame.width, left + width))
    target = PixelRegion(
      row: rows.lowerBound - top, column: columns.lowerBound - left, height: rows.count, width: columns.count)
    guard !rows.isEmpty, !columns.isEmpty else {
      resampling = nil
      return
    }
    var window = PixelRegion(
      row: rows.lowerBound, column: columns.lowerBound, height: rows.count, width: columns.count)
    // The square is the middle of a larger frame, which is what the image is resized to.
    if region == nil, case .shorterSideSquare(let side) = preparation.resizing {
      frame = image.withShorterSide(side)
      let square = PixelRegion.centre(
        height: side, width: side, frameHeight: frame.height, frameWidth: frame.width, rounding: preparation.rounding)
      window.row += square.row
      window.column += square.column
    }
    resampling = Resampling(
      size: size, box: ImageBox(width: size.width, height: size.height), frame: frame, window: window)
  }

  /// Writes the H × W samples, of as many channels as the source has.
  func run(_ source: Resampling.Source, into out: UnsafeMutablePointer<UInt8>) {
    let rowBytes = width * source.channels
    if target.height < height || target.width < width { out.initialize(repeating: 0, count: height * rowBytes) }
    guard let resampling else { return }
    let offset = (region?.row ?? 0) * source.rowStride + (region?.column ?? 0) * source.channels
    resampling.run(
      Resampling.Source(base: source.base + offset, channels: source.channels, rowStride: source.rowStride),
      into: out + target.row * rowBytes + target.column * source.channels, outStride: rowBytes)
  }
}
