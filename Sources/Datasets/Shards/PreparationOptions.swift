import ImageCodecs

/// How images are stored in shards: everything that their bytes depend on besides the images.
public struct PreparationOptions: Hashable, Sendable, Codable {
  /// The size that images are given.
  public enum Shape: String, Hashable, Sendable, Codable, CaseIterable {
    /// The shorter side is resized to the length `side`, and the central square is kept: the paper's images.
    case square
    /// The shorter side is resized to the length `side`, and all of the longer one is kept.
    case shorterSide = "shorter-side"
    /// Images stay as they are; all must have the size of the first.
    case asStored = "as-stored"
  }

  /// The file format of images in shards.
  public enum Encoding: String, Hashable, Sendable, Codable, CaseIterable {
    /// Baseline JPEG.
    case jpeg
    /// Raw pixels in Netpbm's P6 or P5: exact.
    case raw
  }

  /// The channels of all images; those with others are converted.
  public enum Channels: String, Hashable, Sendable, Codable, CaseIterable {
    /// Red, green and blue.
    case rgb
    /// Luminance.
    case gray
  }

  /// The size of a JPEG file's colour-difference planes.
  public enum Subsampling: String, Hashable, Sendable, Codable, CaseIterable {
    /// That of the image, 4:4:4.
    case none = "444"
    /// Half of each side, 4:2:0.
    case both = "420"
  }

  /// What becomes of an image's size.
  public var shape: Shape
  /// The length of the shorter side in pixels, 1...4096; unless the shape is `asStored`.
  public var side: Int
  /// The channels that all images get.
  public var channels: Channels
  /// The format of the stored images.
  public var encoding: Encoding
  /// The JPEG encoder's quality, 1...100.
  public var quality: Int
  /// The JPEG encoder's subsampling.
  public var subsampling: Subsampling
  /// Whether large JPEG images may be shrunk by whole factors while they are decoded, before they are resized: faster, and
  /// off from the exact result by a little.
  public var scalesFast: Bool
  /// Images of a shard, 1...1,000,000; the last has fewer.
  public var imagesPerShard: Int
  /// What the order of training images depends on.
  public var seed: UInt64
  /// The fraction of images that opening the data set held out, for the record.
  public var heldOut: Double

  /// Options; without arguments the paper's images as JPEG.
  public init(
    shape: Shape = .square, side: Int = 256, channels: Channels = .rgb, encoding: Encoding = .jpeg, quality: Int = 95,
    subsampling: Subsampling = .none, scalesFast: Bool = false, imagesPerShard: Int = 2000, seed: UInt64 = 0,
    heldOut: Double = 0
  ) {
    self.shape = shape
    self.side = side
    self.channels = channels
    self.encoding = encoding
    self.quality = quality
    self.subsampling = subsampling
    self.scalesFast = scalesFast
    self.imagesPerShard = imagesPerShard
    self.seed = seed
    self.heldOut = heldOut
  }

  /// The options that suit a data set: bare pixels, which are small, stay as they are; files become the paper's images.
  ///
  /// - Throws: `DatasetError` if the first image cannot be read.
  public init(suiting splits: ImageSplits) throws(DatasetError) {
    self.init()
    let source = splits.training.count > 0 ? splits.training : splits.validation
    guard source.count > 0, try source.encodedImage(at: 0) == nil else { return }
    shape = .asStored
    encoding = .raw
    channels = try source.image(at: 0, options: DecodingOptions()).channels == 1 ? .gray : .rgb
  }

  /// The ranges of the numbers.
  static let (sides, qualities, shardSizes) = (1...4096, 1...100, 1...1_000_000)

  /// Whether all numbers are in their ranges.
  var isValid: Bool {
    Self.sides.contains(side) && Self.qualities.contains(quality) && Self.shardSizes.contains(imagesPerShard)
      && (0..<1).contains(heldOut)
  }

  /// What to ask of decoders.
  var decoding: DecodingOptions {
    DecodingOptions(
      channels: channels == .rgb ? .rgb : .gray,
      minimumShorterSide: scalesFast && shape != .asStored ? side : nil)
  }

  /// What to ask of the JPEG encoder; made for each image, Huffman tables save some percent.
  var jpeg: JPEGEncodingOptions {
    JPEGEncodingOptions(
      quality: quality, subsampling: subsampling == .none ? .none : .both, optimizesHuffmanTables: true)
  }

  /// The ending of an image's file name.
  var imageExtension: String {
    switch encoding {
    case .jpeg: "jpg"
    case .raw: channels == .rgb ? "ppm" : "pgm"
    }
  }
}
