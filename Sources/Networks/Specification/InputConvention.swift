/// What a network expects in its input tensor.
public struct InputConvention: Hashable, Sendable {
  /// The order of channels.
  public enum Channels: String, Hashable, Sendable {
    /// One channel.
    case gray
    /// Red, green, blue.
    case rgb
    /// Blue, green, red (Caffe, through OpenCV).
    case bgr

    /// Number of channels.
    public var count: Int { self == .gray ? 1 : 3 }
  }

  /// What of a resized image crops are taken from, and where their middle is.
  public enum Framing: String, Hashable, Sendable {
    /// The square in the middle; of an odd number of pixels left over, the smaller half is before (paper, Caffe).
    case square
    /// All of it; halves of a pixel go to the even number (torchvision).
    case whole
  }

  /// What is subtracted from pixel values.
  public enum Centring: Hashable, Sendable {
    /// Nothing.
    case none
    /// The training set's mean image, cropped where the image is cropped (Caffe, paper).
    case meanImage
    /// The centre of the training set's mean image, wherever the image is cropped (the authors' code).
    case centreOfMeanImage
    /// The training set's mean, and division by its standard deviation, of each channel, in units of 0–1.
    case standardized(mean: [Double], deviation: [Double])
  }

  /// Rows of an image.
  public var height: Int
  /// Columns of an image.
  public var width: Int
  /// Side of the square that images become before they are cropped: the shorter side is resized to it, and the centre of the
  /// longer one is taken. Mean images have that size.
  public var frame: Int
  /// What of the resized image crops are taken from.
  public var framing: Framing
  /// The order of channels.
  public var channels: Channels
  /// What a pixel value of 255 becomes before centring: 255 or 1.
  public var range: Double
  /// What is subtracted.
  public var centring: Centring

  /// A convention with every part named; see the properties.
  public init(
    height: Int, width: Int, frame: Int, framing: Framing = .square, channels: Channels, range: Double,
    centring: Centring
  ) {
    self.height = height
    self.width = width
    self.frame = frame
    self.framing = framing
    self.channels = channels
    self.range = range
    self.centring = centring
  }
}
