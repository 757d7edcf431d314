/// The mean image, mean colour and colour covariance of a training set, on the pixels' scale of 0–255.
public struct ImageStatistics: Equatable, Sendable {
  /// The number of images.
  public let count: Int
  /// The rows of an image, H.
  public let height: Int
  /// The columns of an image, W.
  public let width: Int
  /// The samples of a pixel, C: 1 or 3.
  public let channels: Int
  /// The mean over images of each sample, in H,W,C order.
  public let meanImage: [Double]
  /// The mean of each channel over images and pixels.
  public let meanColour: [Double]
  /// The covariance of channels over all pixels of all images, C×C: divided by the number of pixels, not one less.
  public let covariance: [Double]
  /// The principal components of colours; nil for gray images.
  public let components: ColourPrincipalComponents?

  /// The standard deviation of each channel over images and pixels.
  public var deviation: [Double] { (0..<channels).map { max(0, covariance[$0 * channels + $0]).squareRoot() } }

  /// The statistics of the images that were summed.
  ///
  /// Means are one division of exact sums. A covariance is (N·Σxy − Σx·Σy) / N², its numerator exact: nothing is lost
  /// where two large numbers cancel.
  ///
  /// - Precondition: there is an image.
  public init(_ sums: ImageStatisticsAccumulator) {
    precondition(sums.count > 0, "statistics are of one image or more")
    let (channels, pixels) = (sums.channels, sums.count * sums.height * sums.width)
    count = sums.count
    height = sums.height
    width = sums.width
    self.channels = channels
    meanImage = sums.sums.map { Double($0) / Double(sums.count) }
    meanColour = sums.colourSums.map { Double($0) / Double(pixels) }
    let covariance = sums.covarianceNumerators.map { Double($0) / Double(pixels) / Double(pixels) }
    self.covariance = covariance
    if channels == 3 {
      let (values, vectors) = SymmetricEigenvalues.decomposed(covariance)
      components = ColourPrincipalComponents(eigenvalues: values, eigenvectors: vectors)
    } else {
      components = nil
    }
  }

  init(
    count: Int, height: Int, width: Int, channels: Int, meanImage: [Double], meanColour: [Double], covariance: [Double],
    components: ColourPrincipalComponents?
  ) {
    self.count = count
    self.height = height
    self.width = width
    self.channels = channels
    self.meanImage = meanImage
    self.meanColour = meanColour
    self.covariance = covariance
    self.components = components
  }
}

extension ImageStatisticsAccumulator {
  /// The sum of each channel over images and pixels.
  var colourSums: [UInt64] {
    var totals = [UInt64](repeating: 0, count: channels)
    for pixel in 0..<height * width {
      for channel in 0..<channels { totals[channel] += sums[pixel * channels + channel] }
    }
    return totals
  }

  /// N·Σxy − Σx·Σy of each two channels, N the number of pixels: below 2⁴⁷ · 2⁶³.
  var covarianceNumerators: [Int128] {
    let totals = colourSums.map { Int128($0) }
    let pixels = Int128(count * height * width)
    return products.indices.map { index in
      pixels * Int128(products[index]) - totals[index / channels] * totals[index % channels]
    }
  }
}
