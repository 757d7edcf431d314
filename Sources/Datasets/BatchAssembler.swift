import Tensors

/// Turns images in memory into a network's input: chosen, shifted, mirrored, scaled and centred.
///
///     value = (pixel · scale − mean) / deviation
public struct BatchAssembler: Sendable {
  /// Random changes of a training image.
  public struct Augmentation: Hashable, Sendable, Codable {
    /// The most pixels that an image moves up, down, left or right; what it leaves is black.
    public var shift: Int
    /// Whether every second image, at random, is mirrored left to right.
    public var mirrors: Bool

    /// Shifts of up to `shift` pixels, and mirror images or not.
    public init(shift: Int, mirrors: Bool) {
      self.shift = shift
      self.mirrors = mirrors
    }
  }

  /// The images.
  public let images: LabeledImages
  /// What is subtracted from each value of an image, in H,W,C order.
  public let mean: [Float]
  /// What pixels are multiplied by.
  public let scale: Float
  /// What each channel is divided by.
  public let deviation: [Float]

  /// An assembler for images and the numbers that centre them.
  ///
  /// - Precondition: `mean` has a value for each of an image's, `deviation` one for each channel.
  public init(images: LabeledImages, mean: [Float], scale: Float, deviation: [Float]) {
    precondition(mean.count == images.valuesPerImage && deviation.count == images.channels, "one mean for each value")
    self.images = images
    self.mean = mean
    self.scale = scale
    self.deviation = deviation
  }

  /// Puts images into a batch.
  ///
  /// - Parameters:
  ///   - indices: the images.
  ///   - augmentation: random changes, and the stream to draw them from (one for each epoch); nil leaves images as they
  ///     are. An image's changes depend on its index alone, not on its place in the batch.
  ///   - batch: receives indices.count × H × W × C.
  public func fill<Scalar: TensorScalar>(
    _ indices: some RandomAccessCollection<Int> & Sendable, augmentation: (Augmentation, RandomStream)?,
    into batch: MutableTensorView<Scalar>
  ) {
    let size = images.valuesPerImage
    precondition(batch.count == indices.count * size, "a batch of \(batch.shape) for \(indices.count) images")
    let places = Array(indices)
    Parallel.forEach(places.count) { n in
      let index = places[n]
      let out = batch.base + n * size
      guard let (augmentation, stream) = augmentation else {
        return fill(index, shift: (0, 0), isMirrored: false, into: out)
      }
      let span = 2 * augmentation.shift + 1
      let rows = stream.integer(4 * index, below: span) - augmentation.shift
      let columns = stream.integer(4 * index + 1, below: span) - augmentation.shift
      let isMirrored = augmentation.mirrors && stream.bernoulli(4 * index + 2, probability: 0.5)
      fill(index, shift: (rows, columns), isMirrored: isMirrored, into: out)
    }
  }

  /// Image `index`, moved down and right by `shift`.
  private func fill<Scalar: TensorScalar>(
    _ index: Int, shift: (rows: Int, columns: Int), isMirrored: Bool, into out: UnsafeMutablePointer<Scalar>
  ) {
    let (height, width, channels) = (images.height, images.width, images.channels)
    let start = index * images.valuesPerImage
    for h in 0..<height {
      let row = h - shift.rows
      for w in 0..<width {
        let column = (isMirrored ? width - 1 - w : w) - shift.columns
        let isInside = row >= 0 && row < height && column >= 0 && column < width
        for c in 0..<channels {
          let pixel = isInside ? images.pixels[start + (row * width + column) * channels + c] : 0
          let place = (h * width + w) * channels + c
          out[place] = Scalar((Float(pixel) * scale - mean[place]) / deviation[c])
        }
      }
    }
  }
}

extension LabeledImages {
  /// The mean of each value over all images, on the pixels' scale of 0–255.
  public var meanImage: [Double] {
    var sums = [Int](repeating: 0, count: valuesPerImage)
    for (index, pixel) in pixels.enumerated() { sums[index % valuesPerImage] += Int(pixel) }
    return sums.map { Double($0) / Double(count) }
  }
}
