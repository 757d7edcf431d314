/// How an image becomes a network's input: resized, cut to size, perhaps changed at random, scaled and centred.
///
///     value = (pixel · range / 255 − mean) / deviation
///
/// In two stages, so that a loader can queue bytes, a quarter of the size: `prepare` cuts the network's H × W × C
/// samples out of an image, `write` turns them into numbers. All statistics are in the image's order of channels (red,
/// green, blue) and follow their pixels into the network's.
public struct InputPreparation: Sendable {
  /// The order of a network's channels.
  public enum Channels: String, Hashable, Sendable, Codable {
    /// One channel; colours are converted by `Image.gray()`.
    case gray
    /// Red, green, blue; gray is repeated.
    case rgb
    /// Blue, green, red (Caffe, through OpenCV).
    case bgr

    /// The number of channels.
    public var count: Int { self == .gray ? 1 : 3 }
  }

  /// The frame that an image becomes, and crops are cut from.
  public enum Resizing: Hashable, Sendable, Codable {
    /// The image as it is.
    case none
    /// The image with its shorter side of this length (torchvision).
    case shorterSide(Int)
    /// The square in the middle of that (paper).
    case shorterSideSquare(Int)
    /// The image in this size whatever its aspect (Caffe's scripts, 256 × 256).
    case stretched(height: Int, width: Int)
  }

  /// What is subtracted from pixels, on the scale of 0–255 unless said otherwise.
  public enum Centring: Hashable, Sendable {
    /// Nothing.
    case none
    /// A mean image.
    case meanImage(MeanImage)
    /// A number for each channel.
    case meanColour([Double])
    /// A number for each channel, and division by another, on the scale of 0–1 (torchvision).
    case standardized(mean: [Double], deviation: [Double])
  }

  /// Rows of the input, H.
  public let height: Int
  /// Columns of the input, W.
  public let width: Int
  /// Channels of the input, C of them.
  public let channels: Channels
  /// The frame that images become.
  public let resizing: Resizing
  /// What a pixel value of 255 becomes before centring: 255 or 1.
  public let range: Double
  /// What is subtracted.
  public let centring: Centring
  /// Where the middle is.
  public let rounding: CentreRounding
  /// What colours are changed along.
  public let components: ColourPrincipalComponents
  /// The numbers that stage two needs, in the network's order.
  let tables: CentringTables

  /// A preparation with every part named.
  ///
  /// - Precondition: sizes are positive; statistics have a number for each channel of the network; a mean image is no
  ///   smaller than the input.
  public init(
    height: Int, width: Int, channels: Channels, resizing: Resizing, range: Double, centring: Centring,
    rounding: CentreRounding = .down, components: ColourPrincipalComponents = .krizhevskyCode
  ) {
    precondition(height > 0 && width > 0, "an input has rows and columns")
    switch resizing {
    case .none: break
    case .shorterSide(let side), .shorterSideSquare(let side): precondition(side > 0, "a frame has rows and columns")
    case .stretched(let height, let width): precondition(height > 0 && width > 0, "a frame has rows and columns")
    }
    self.height = height
    self.width = width
    self.channels = channels
    self.resizing = resizing
    self.range = range
    self.centring = centring
    self.rounding = rounding
    self.components = components
    tables = CentringTables(height: height, width: width, channels: channels, range: range, centring: centring)
  }

  /// The number of values of an input, H·W·C.
  public var valueCount: Int { height * width * channels.count }

  /// The frame that an image of a size becomes.
  public func frame(imageHeight: Int, imageWidth: Int) -> FrameSize {
    let size = FrameSize(height: imageHeight, width: imageWidth)
    return switch resizing {
    case .none: size
    case .shorterSide(let side): size.withShorterSide(side)
    case .shorterSideSquare(let side): FrameSize(height: side, width: side)
    case .stretched(let height, let width): FrameSize(height: height, width: width)
    }
  }

  /// Whether the frame of an image of a size covers the input. Where it does not, the rest is black.
  public func covers(imageHeight: Int, imageWidth: Int) -> Bool {
    let frame = frame(imageHeight: imageHeight, imageWidth: imageWidth)
    return frame.height >= height && frame.width >= width
  }

  /// What a policy chooses for an image of a size; see `AugmentationPolicy.draw`.
  public func draw(
    _ policy: AugmentationPolicy, for image: Int, imageHeight: Int, imageWidth: Int, seed: UInt64, epoch: Int
  ) -> AugmentationDraw {
    var size = FrameSize(height: imageHeight, width: imageWidth)
    if case .randomResized = policy.crop {} else { size = frame(imageHeight: imageHeight, imageWidth: imageWidth) }
    return policy.draw(
      for: image, imageWidth: size.width, imageHeight: size.height, outputWidth: width, outputHeight: height,
      rounding: rounding, seed: seed, epoch: epoch)
  }
}
