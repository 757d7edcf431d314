import Tensors

extension AugmentationPolicy {
  /// What happens to an image in an epoch.
  ///
  /// Numbers come from the stream of (seed, augmentation, epoch, image), which no other image or epoch has, each from
  /// a place of its own. So a draw depends neither on other images, nor on batches or threads, nor on which other
  /// parts of the policy are on:
  ///
  /// | place | number |
  /// |---|---|
  /// | 0, 1 | row and column of the random crop, an integer each |
  /// | 2, 3 | shift down and right, an integer each |
  /// | 4 | mirror, probability ½ |
  /// | 5, 6, 7 | α of the components in their order, normal |
  /// | 8 + 4t … 11 + 4t | try t = 0…9 of a random resized crop: area, ratio, row, column |
  ///
  /// - Parameters:
  ///   - image: the image's number in its data set.
  ///   - imageWidth, imageHeight: the size of what the crop is cut from: of the decoded image for a random resized
  ///     crop, of the frame otherwise. Where the frame is smaller than the network's input, it goes to the middle.
  ///   - outputWidth, outputHeight: the size of the network's input.
  ///   - rounding: where the middle is.
  ///   - seed, epoch: those of the run.
  public func draw(
    for image: Int, imageWidth: Int, imageHeight: Int, outputWidth: Int, outputHeight: Int,
    rounding: CentreRounding = .down, seed: UInt64, epoch: Int
  ) -> AugmentationDraw {
    let stream = RandomStream(seed: seed, purpose: .augmentation, index: epoch, step: image)
    func place(_ position: Int, _ frame: Int, _ output: Int) -> Int {
      let spare = frame - output
      guard case .random = crop, spare > 0 else { return rounding.half(spare) }
      return stream.integer(position, below: min(spare, Int(UInt32.max) - 1) + 1)
    }
    func moved(_ position: Int) -> Int {
      let most = min(max(shift, 0), 1 << 30)
      return stream.integer(position, below: 2 * most + 1) - most
    }
    var draw = AugmentationDraw(
      crop: .window(row: place(0, imageHeight, outputHeight), column: place(1, imageWidth, outputWidth)),
      rowShift: moved(2), columnShift: moved(3), isMirrored: mirrors && stream.bernoulli(4, probability: 0.5))
    if case .randomResized(let bounds) = crop {
      draw.crop = .resized(
        bounds.region(imageWidth: imageWidth, imageHeight: imageHeight, stream: stream, first: 8))
    }
    if let colour {
      draw.colour = colour
      draw.alphas = SIMD3(stream.normal(5), stream.normal(6), stream.normal(7)) * colour.deviation
    }
    return draw
  }
}
