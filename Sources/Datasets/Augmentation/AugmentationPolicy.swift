/// Random changes of training images: what may happen, and how far.
///
/// In this order: the crop is cut out of the frame, whose content may have been shifted; the crop is mirrored; a
/// colour is added to every pixel.
public struct AugmentationPolicy: Hashable, Sendable, Codable {
  /// Which part of an image a network sees.
  public enum Crop: Hashable, Sendable, Codable {
    /// The middle of the frame.
    case centre
    /// Any part of the frame of the network's size, all equally likely (paper).
    case random
    /// A part of the decoded image, of a random area and aspect, resized to the network's size (torchvision's
    /// RandomResizedCrop). The frame's own rule of size is not applied.
    case randomResized(RandomResizedCrop)
  }

  /// Which part of an image is used.
  public var crop: Crop
  /// The most pixels that a frame's content moves up, down, left or right; what it leaves is black.
  public var shift: Int
  /// Whether every second image, at random, is mirrored left to right.
  public var mirrors: Bool
  /// What is added to the colours; nil for nothing.
  public var colour: ColourNoise?

  /// A policy with every part named; by default nothing is changed.
  public init(crop: Crop = .centre, shift: Int = 0, mirrors: Bool = false, colour: ColourNoise? = nil) {
    self.crop = crop
    self.shift = shift
    self.mirrors = mirrors
    self.colour = colour
  }

  /// Nothing is changed.
  public static let none = AugmentationPolicy()

  /// Random crops, mirror images, and colours along the principal components, by eigenvalues (the paper's section 4.1).
  public static let paper = AugmentationPolicy(
    crop: .random, mirrors: true, colour: ColourNoise(convention: .eigenvalues))

  /// The same as the authors' code has it: colours by standard deviations, the input divided by 1.1.
  public static let krizhevskyCode = AugmentationPolicy(
    crop: .random, mirrors: true, colour: ColourNoise(convention: .standardDeviations))

  /// Random crops and mirror images (Caffe).
  public static let cropsAndMirrors = AugmentationPolicy(crop: .random, mirrors: true)

  /// Random resized crops and mirror images (torchvision).
  public static let torchvision = AugmentationPolicy(crop: .randomResized(RandomResizedCrop()), mirrors: true)
}
