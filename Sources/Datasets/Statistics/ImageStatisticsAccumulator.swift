import ImageCodecs

/// Sums over images of one size, from which their statistics are computed.
///
/// All sums are whole numbers and exact, so images may come in any order, and sums of parts of a data set merged in
/// any order, with the same result bit for bit. None overflows: the largest, a sum of products of two samples, grows
/// by at most 255² a pixel, and 2⁴⁷ pixels (2³¹ images of 256×256, 1,700 times ImageNet) stay below 2⁶³.
public struct ImageStatisticsAccumulator: Equatable, Sendable {
  /// The rows of an image, H.
  public let height: Int
  /// The columns of an image, W.
  public let width: Int
  /// The samples of a pixel, C: 1 or 3.
  public let channels: Int
  /// The images added.
  public private(set) var count: Int
  /// The sum of each sample over images, in H,W,C order.
  public private(set) var sums: [UInt64]
  /// The sum over images and pixels of each product of two channels, C×C; symmetric.
  public private(set) var products: [UInt64]

  /// The most pixels of all images together.
  static let maximumPixels = 1 << 47

  /// No images yet.
  ///
  /// - Precondition: sizes are positive, and `channels` is 1 or 3.
  public init(height: Int, width: Int, channels: Int) {
    precondition(height > 0 && width > 0 && (channels == 1 || channels == 3), "an image is gray or RGB")
    self.init(
      height: height, width: width, channels: channels, count: 0,
      sums: [UInt64](repeating: 0, count: height * width * channels),
      products: [UInt64](repeating: 0, count: channels * channels))
  }

  init(height: Int, width: Int, channels: Int, count: Int, sums: [UInt64], products: [UInt64]) {
    self.height = height
    self.width = width
    self.channels = channels
    self.count = count
    self.sums = sums
    self.products = products
  }

  /// Adds an image.
  ///
  /// - Precondition: it has the size and channels of the others.
  public mutating func add(_ image: Image) {
    precondition(
      image.height == height && image.width == width && image.channels == channels, "images of one size are summed")
    add(pixels: image.pixels.span)
  }

  /// Adds an image's H·W·C samples.
  ///
  /// - Precondition: there are as many.
  public mutating func add(pixels: Span<UInt8>) {
    precondition(pixels.count == sums.count, "images of one size are summed")
    precondition((count + 1) * height * width <= Self.maximumPixels, "sums stay below 2⁶³")
    count += 1
    let (pixelCount, channels) = (height * width, channels)
    pixels.withUnsafeBufferPointer { pixels in
      guard let base = pixels.baseAddress else { return }
      sums.withUnsafeMutableBufferPointer { sums in
        for index in 0..<pixels.count { sums[index] &+= UInt64(pixels[index]) }
      }
      channels == 1 ? addGrayProducts(base, pixelCount) : addColourProducts(base, pixelCount)
    }
  }

  /// Adds the images of other sums.
  ///
  /// - Precondition: they are of images of the same size, and together of no more than 2⁴⁷ pixels.
  public mutating func merge(_ other: ImageStatisticsAccumulator) {
    precondition(canMerge(other), "sums of images of one size are merged")
    count += other.count
    for index in sums.indices { sums[index] += other.sums[index] }
    for index in products.indices { products[index] += other.products[index] }
  }

  /// Whether other sums are of images of the same size, and not of too many.
  public func canMerge(_ other: ImageStatisticsAccumulator) -> Bool {
    other.height == height && other.width == width && other.channels == channels
      && count + other.count <= Self.maximumPixels / (height * width)
  }

  private mutating func addGrayProducts(_ pixels: UnsafePointer<UInt8>, _ count: Int) {
    var sum: UInt64 = 0
    for index in 0..<count { sum &+= UInt64(pixels[index]) &* UInt64(pixels[index]) }
    products[0] += sum
  }

  private mutating func addColourProducts(_ pixels: UnsafePointer<UInt8>, _ count: Int) {
    var (redRed, redGreen, redBlue) = (UInt64(0), UInt64(0), UInt64(0))
    var (greenGreen, greenBlue, blueBlue) = (UInt64(0), UInt64(0), UInt64(0))
    for index in 0..<count {
      let red = UInt64(pixels[3 &* index])
      let green = UInt64(pixels[3 &* index &+ 1])
      let blue = UInt64(pixels[3 &* index &+ 2])
      redRed &+= red &* red
      redGreen &+= red &* green
      redBlue &+= red &* blue
      greenGreen &+= green &* green
      greenBlue &+= green &* blue
      blueBlue &+= blue &* blue
    }
    let sums = [redRed, redGreen, redBlue, redGreen, greenGreen, greenBlue, redBlue, greenBlue, blueBlue]
    for index in sums.indices { products[index] += sums[index] }
  }
}
