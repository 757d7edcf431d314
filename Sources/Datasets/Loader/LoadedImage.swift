/// An image on its way into a network, with its class.
public struct LoadedImage: Sendable {
  /// Its number in the source.
  public let index: Int
  /// Its class.
  public let label: Int
  /// Its samples, cut to the network's size, and what becomes of them.
  public let prepared: PreparedImage
}
