import ImageCodecs

extension Image {
  /// The part of the image in a rectangle; what of the rectangle lies outside of the image is black.
  ///
  /// - Precondition: the rectangle has rows and columns.
  public func cropped(to region: PixelRegion) -> Image {
    precondition(region.height > 0 && region.width > 0, "a crop has rows and columns")
    var samples = [UInt8](repeating: 0, count: region.height * region.width * channels)
    let columns = max(0, region.column)..<max(0, region.column, min(width, region.column + region.width))
    if !columns.isEmpty {
      for row in max(0, region.row)..<max(0, region.row, min(height, region.row + region.height)) {
        let source = (row * width + columns.lowerBound) * channels
        let out = ((row - region.row) * region.width + columns.lowerBound - region.column) * channels
        samples.replaceSubrange(
          out..<out + columns.count * channels, with: pixels[source..<source + columns.count * channels])
      }
    }
    return Image(width: region.width, height: region.height, channels: channels, pixels: samples)
  }

  /// The middle of the image; where it is smaller than that, it has a black border.
  public func centreCropped(height: Int, width: Int, rounding: CentreRounding = .down) -> Image {
    cropped(
      to: .centre(
        height: height, width: width, frameHeight: self.height, frameWidth: self.width, rounding: rounding))
  }

  /// The image moved down and right, at its size; what it leaves is black.
  public func shifted(rows: Int, columns: Int) -> Image {
    cropped(to: PixelRegion(row: -rows, column: -columns, height: height, width: width))
  }

  /// The image with left and right exchanged.
  public func mirrored() -> Image {
    var samples = pixels
    for row in 0..<height {
      for column in 0..<width {
        let (source, out) = ((row * width + column) * channels, (row * width + width - 1 - column) * channels)
        for channel in 0..<channels { samples[out + channel] = pixels[source + channel] }
      }
    }
    return Image(width: width, height: height, channels: channels, pixels: samples)
  }

  /// Ten views for testing: the four corners, the centre, and the mirror images of these, in that order.
  ///
  /// The corners in the order upper left, upper right, lower left, lower right. As a set these are the views of
  /// torchvision's TenCrop; there the mirrored corners come in the order of the mirrored image, upper right first.
  ///
  /// - Precondition: the image has at least `height` rows and `width` columns.
  public func tenViews(height: Int, width: Int, rounding: CentreRounding = .down) -> [Image] {
    precondition(height <= self.height && width <= self.width, "views are no larger than the image")
    let views = PixelRegion.cornersAndCentre(
      height: height, width: width, frameHeight: self.height, frameWidth: self.width, rounding: rounding
    ).map { cropped(to: $0) }
    return views + views.map { $0.mirrored() }
  }
}
