/// Random changes of training images that a network's recipe calls for.
public struct AugmentationRecipe: Hashable, Sendable {
  /// Which part of an image a network sees.
  public enum Crop: String, Hashable, Sendable, CaseIterable {
    /// The centre of the frame.
    case centre
    /// Any part of the frame (the paper's section 4.1).
    case random
    /// A part of random size and shape of the whole image, resized (torchvision).
    case randomResized = "random-resized"
  }

  /// Random colours: multiples of the principal components of the training pixels' colours are added to an image.
  public enum Colour: String, Hashable, Sendable, CaseIterable {
    /// None.
    case none
    /// Each multiple is α·λ, λ the eigenvalue, α normal with σ = 0.1 (the paper's section 4.1).
    case paper
    /// Each multiple is α·√λ, and all is divided by 1.1 (the authors' code).
    case krizhevskyCode = "krizhevsky-code"
  }

  /// Which part of an image a network sees.
  public var crop: Crop
  /// Whether every second image, at random, is mirrored left to right.
  public var mirrors: Bool
  /// Random colours.
  public var colour: Colour

  /// A recipe with every part named; see the properties.
  public init(crop: Crop, mirrors: Bool, colour: Colour) {
    self.crop = crop
    self.mirrors = mirrors
    self.colour = colour
  }

  /// The centre of every image as it is.
  public static let none = AugmentationRecipe(crop: .centre, mirrors: false, colour: .none)
}
