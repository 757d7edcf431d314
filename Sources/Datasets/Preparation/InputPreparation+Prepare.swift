import ImageCodecs

extension InputPreparation {
  /// Stage one: cuts the network's samples out of an image.
  ///
  /// - Parameter draw: random changes; nil for the middle of the frame, as it is.
  public func prepare(_ image: Image, draw: AugmentationDraw? = nil) -> PreparedImage {
    var view = PreparedView(row: 0, column: 0, frameHeight: 0, frameWidth: 0)
    let samples = [UInt8](unsafeUninitializedCapacity: valueCount) { buffer, count in
      let out = UnsafeMutableBufferPointer(rebasing: buffer[..<valueCount])
      view = prepare(
        image.pixels.span, height: image.height, width: image.width, channels: image.channels, draw: draw, into: out)
      count = valueCount
    }
    return PreparedImage(pixels: samples, view: view)
  }

  /// Ten views for testing: of the frame's corners, its centre, and the mirror images of these, in the order of
  /// `Image.tenViews`.
  public func views(_ image: Image) -> [PreparedImage] {
    let frame = frame(imageHeight: image.height, imageWidth: image.width)
    let views = PixelRegion.cornersAndCentre(
      height: height, width: width, frameHeight: frame.height, frameWidth: frame.width, rounding: rounding
    ).map { prepare(image, draw: AugmentationDraw(crop: .window(row: $0.row, column: $0.column))) }
    let mirrored = views.map { prepared in
      var view = prepared.view
      view.isMirrored = true
      return PreparedImage(pixels: prepared.pixels, view: view)
    }
    return views + mirrored
  }

  /// Stage one, into memory that is there.
  ///
  /// Bilinear, antialiased; only what the network sees is computed, so the frame of a very narrow image costs no more
  /// than another's.
  ///
  /// - Parameters:
  ///   - pixels: the image's H·W·C samples.
  ///   - out: receives `valueCount` samples; it may be uninitialized.
  /// - Returns: what becomes of the samples in stage two.
  package func prepare(
    _ pixels: Span<UInt8>, height imageHeight: Int, width imageWidth: Int, channels imageChannels: Int,
    draw: AugmentationDraw?, into out: UnsafeMutableBufferPointer<UInt8>
  ) -> PreparedView {
    precondition(
      imageHeight > 0 && imageWidth > 0 && (imageChannels == 1 || imageChannels == 3)
        && pixels.count == imageHeight * imageWidth * imageChannels, "there are H·W·C samples of an image")
    precondition(out.count == valueCount, "there is room for a prepared image")
    let plan = PreparationPlan(self, imageHeight: imageHeight, imageWidth: imageWidth, draw: draw)
    pixels.withUnsafeBufferPointer { pixels in
      guard let base = pixels.baseAddress, let out = out.baseAddress else { return }
      let source = Resampling.Source(base: base, channels: imageChannels, rowStride: imageWidth * imageChannels)
      switch (imageChannels, channels.count) {
      case (3, 1):
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: imageHeight * imageWidth) { gray in
          guard let gray = gray.baseAddress else { return }
          Image.writeGray(base, count: imageHeight * imageWidth, into: gray)
          plan.run(Resampling.Source(base: gray, channels: 1, rowStride: imageWidth), into: out)
        }
      case (1, 3):
        // One byte for each pixel at the end of the memory, which the loop that repeats them never overtakes.
        let gray = out + 2 * height * width
        plan.run(source, into: gray)
        for pixel in 0..<height * width {
          let value = gray[pixel]
          for channel in 0..<3 { out[3 * pixel + channel] = value }
        }
      default: plan.run(source, into: out)
      }
    }
    return plan.view
  }
}

extension Image {
  /// `gray()` of pixels in memory.
  fileprivate static func writeGray(_ pixels: UnsafePointer<UInt8>, count: Int, into out: UnsafeMutablePointer<UInt8>) {
    for index in 0..<count {
      let red = UInt32(pixels[3 &* index])
      let green = UInt32(pixels[3 &* index &+ 1])
      let blue = UInt32(pixels[3 &* index &+ 2])
      out[index] = UInt8(truncatingIfNeeded: (19595 &* red &+ 38470 &* green &+ 7471 &* blue &+ 0x8000) >> 16)
    }
  }
}
