/// What an augmentation policy chose for an image in an epoch.
public struct AugmentationDraw: Hashable, Sendable {
  /// Which part of the image is used.
  public enum Crop: Hashable, Sendable {
    /// The part of the frame that begins at this row and column; negative, or too far right or down, beside the frame,
    /// which is black there.
    case window(row: Int, column: Int)
    /// A part of the decoded image, to be resized to the network's size.
    case resized(PixelRegion)
  }

  /// Which part is used.
  public var crop: Crop
  /// By how much the frame's content is moved down, before the crop.
  public var rowShift: Int
  /// By how much the frame's content is moved right, before the crop.
  public var columnShift: Int
  /// Whether left and right are exchanged.
  public var isMirrored: Bool
  /// The noise of the colour; nil for none.
  public var colour: ColourNoise?
  /// The random numbers of the principal components, from N(0, deviation²).
  public var alphas: SIMD3<Double>

  /// A draw with every part given.
  public init(
    crop: Crop, rowShift: Int = 0, columnShift: Int = 0, isMirrored: Bool = false, colour: ColourNoise? = nil,
    alphas: SIMD3<Double> = SIMD3()
  ) {
    self.crop = crop
    self.rowShift = rowShift
    self.columnShift = columnShift
    self.isMirrored = isMirrored
    self.colour = colour
    self.alphas = alphas
  }
}
