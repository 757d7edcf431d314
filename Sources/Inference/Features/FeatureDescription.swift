/// What a file of features says of them.
public struct FeatureDescription: Hashable, Sendable, Codable {
  /// The network's name.
  public var network: String
  /// The layer.
  public var layer: String
  /// SHA-256 of the network's parameters; features of other weights cannot be compared with these.
  public var digest: String
  /// Shape of an image's features: channels, rows and columns, or one number.
  public var shape: [Int]
  /// Where each image comes from: a path, or its name in a data set.
  public var names: [String]
  /// The data set that the images are of, if they are no files of their own.
  public var data: String?
  /// Which part of the data set: "training" or "validation".
  public var part: String?
  /// Each image's class, if it is known.
  public var labels: [Int]?
  /// The classes that labels are positions of.
  public var classes: [String]?

  /// Puts a description together.
  public init(
    network: String, layer: String, digest: String, shape: [Int], names: [String], data: String? = nil,
    part: String? = nil,
    labels: [Int]? = nil, classes: [String]? = nil
  ) {
    self.network = network
    self.layer = layer
    self.digest = digest
    self.shape = shape
    self.names = names
    self.data = data
    self.part = part
    self.labels = labels
    self.classes = classes
  }
}
