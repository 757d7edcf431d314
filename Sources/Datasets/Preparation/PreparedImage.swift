/// An image cut to the network's size: H × W × C bytes in the order red, green, blue, not yet mirrored or centred.
public struct PreparedImage: Equatable, Sendable {
  /// The samples.
  public let pixels: [UInt8]
  /// What becomes of them.
  public let view: PreparedView

  /// Samples and what becomes of them.
  public init(pixels: [UInt8], view: PreparedView) {
    self.pixels = pixels
    self.view = view
  }
}
