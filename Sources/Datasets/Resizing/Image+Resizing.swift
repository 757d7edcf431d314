import ImageCodecs

extension Image {
  /// The image, or a part of it, in another size: antialiased bilinear, as Pillow's `resize(…, BILINEAR, box:)`.
  ///
  /// A triangle filter, as wide as an output pixel when shrinking, as two input pixels when growing. Every sample is
  /// that of Pillow up to 12.1; from 12.2 on, samples may differ by 1 where height shrinks much more than width. As
  /// there, pixels beside the region count for those at its edges: to keep them out, crop first.
  ///
  /// - Parameters:
  ///   - width: columns of the result.
  ///   - height: rows of the result.
  ///   - region: the part of the image to show; nil for all of it.
  /// - Precondition: sizes are positive, memory holds the result, and the region is not empty and lies in the image.
  public func resized(width: Int, height: Int, region: ImageBox? = nil) -> Image {
    precondition(width > 0 && height > 0, "a resized image has rows and columns")
    let box = region ?? ImageBox(width: self.width, height: self.height)
    return resampled(
      frame: FrameSize(height: height, width: width), box: box,
      window: PixelRegion(row: 0, column: 0, height: height, width: width))
  }

  /// The image in the size of the same aspect whose shorter side is `side`; the paper's first step, with 256.
  ///
  /// See `FrameSize.withShorterSide(_:)` for how the longer side is rounded.
  ///
  /// - Throws: `ImageError` of the reason `tooLarge` if the result would have more than `maximumPixels` pixels.
  public func resizedShorterSide(to side: Int, maximumPixels: Int = 1 << 27) throws(ImageError) -> Image {
    precondition(side > 0, "a resized image has rows and columns")
    let frame = FrameSize(height: height, width: width).withShorterSide(side)
    let (pixels, overflow) = frame.height.multipliedReportingOverflow(by: frame.width)
    guard !overflow, pixels <= maximumPixels else {
      throw ImageError(
        nil, .tooLarge(width: frame.width, height: frame.height, limit: maximumPixels), offset: 0)
    }
    return resized(width: frame.width, height: frame.height)
  }

  /// The square in the middle of the image resized to a shorter side; the paper's 256×256 images.
  ///
  /// Never more than the square is computed, however narrow the image.
  public func resizedShorterSideSquare(_ side: Int, rounding: CentreRounding = .down) -> Image {
    precondition(side > 0, "a resized image has rows and columns")
    let frame = FrameSize(height: height, width: width).withShorterSide(side)
    let window = PixelRegion.centre(
      height: side, width: side, frameHeight: frame.height, frameWidth: frame.width, rounding: rounding)
    return resampled(frame: frame, box: ImageBox(width: width, height: height), window: window)
  }

  /// The part `window` of what `box` becomes in the size `frame`.
  private func resampled(frame: FrameSize, box: ImageBox, window: PixelRegion) -> Image {
    let resampling = Resampling(
      size: FrameSize(height: height, width: width), box: box, frame: frame, window: window)
    let count = window.height * window.width * channels
    let samples = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      pixels.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress, let out = buffer.baseAddress else { return }
        resampling.run(
          Resampling.Source(base: base, channels: channels, rowStride: width * channels),
          into: out, outStride: window.width * channels)
        initialized = count
      }
    }
    return Image(width: window.width, height: window.height, channels: channels, pixels: samples)
  }
}
