/// What a caller wants of a decoder.
public struct DecodingOptions: Hashable, Sendable {
  /// The channels of the decoded image.
  public enum Channels: Hashable, Sendable {
    /// Gray files give one channel, all others three.
    case asStored
    /// Always three; gray is repeated.
    case rgb
    /// Always one: luminance by ITU-R BT.601, (19595·R + 38470·G + 7471·B + 2¹⁵) >> 16, as Pillow and libjpeg have it.
    case gray
  }

  /// A size in relation to that of the file's image; each side is rounded up.
  public enum Scale: Int, Hashable, Sendable, CaseIterable {
    /// All pixels.
    case full = 1
    /// A half of each side.
    case half = 2
    /// A quarter of each side.
    case quarter = 4
    /// An eighth of each side.
    case eighth = 8
  }

  /// What becomes of transparency, which only PNG files have here.
  public enum Transparency: Hashable, Sendable {
    /// Alpha is dropped: the colours are those stored, as most training pipelines take them.
    case dropped
    /// The image is laid over this colour: (α·colour + (255 − α)·background) / 255, rounded to nearest.
    case composited(red: UInt8, green: UInt8, blue: UInt8)
  }

  /// The channels of the decoded image.
  public var channels: Channels
  /// The size of the decoded image. JPEG files are decoded at that size in the inverse transform; other formats are
  /// averaged over squares of pixels.
  public var scale: Scale
  /// If set, and `scale` is full, JPEG files may be decoded at the smallest scale whose shorter side still has this many
  /// pixels: for pipelines that shrink anyway.
  public var minimumShorterSide: Int?
  /// What becomes of transparency.
  public var transparency: Transparency
  /// Whether the orientation in a JPEG file's Exif data is applied.
  public var appliesOrientation: Bool
  /// Whether a file that is cut short gives the part that is there, with what is missing left gray or black, instead of
  /// an error.
  public var allowsTruncation: Bool
  /// The most pixels, width × height, to accept. Memory in use stays below about 16 bytes for each of the image's pixels
  /// and three times the file's size.
  public var maximumPixels: Int

  /// Options; without arguments, the whole image with the channels that the file has.
  public init(
    channels: Channels = .asStored, scale: Scale = .full, minimumShorterSide: Int? = nil,
    transparency: Transparency = .dropped, appliesOrientation: Bool = true, allowsTruncation: Bool = false,
    maximumPixels: Int = 1 << 27
  ) {
    self.channels = channels
    self.scale = scale
    self.minimumShorterSide = minimumShorterSide
    self.transparency = transparency
    self.appliesOrientation = appliesOrientation
    self.allowsTruncation = allowsTruncation
    self.maximumPixels = maximumPixels
  }
}
