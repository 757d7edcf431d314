/// What becomes of a crop's samples on their way into the network, beside the samples themselves.
public struct PreparedView: Hashable, Sendable {
  /// The crop's first row in the frame.
  public var row: Int
  /// The crop's first column in the frame.
  public var column: Int
  /// The frame's rows.
  public var frameHeight: Int
  /// The frame's columns.
  public var frameWidth: Int
  /// Whether left and right are exchanged.
  public var isMirrored: Bool
  /// What is added to every pixel, as (red, green, blue) on the scale of 0–255; nothing is clamped. Nil adds nothing.
  public var colourOffset: SIMD3<Float>?
  /// What the input is divided by in the end, if there is an offset; see `ColourNoise`.
  public var colourDivisor: Float

  /// A view with every part given.
  public init(
    row: Int, column: Int, frameHeight: Int, frameWidth: Int, isMirrored: Bool = false,
    colourOffset: SIMD3<Float>? = nil, colourDivisor: Float = 1
  ) {
    self.row = row
    self.column = column
    self.frameHeight = frameHeight
    self.frameWidth = frameWidth
    self.isMirrored = isMirrored
    self.colourOffset = colourOffset
    self.colourDivisor = colourDivisor
  }
}
