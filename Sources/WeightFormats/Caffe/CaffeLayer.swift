/// A layer of a Caffe network: its name, what it does, and its numbers.
public struct CaffeLayer: Equatable, Sendable {
  /// Its name, such as "conv1".
  public var name = ""

  /// What it does, in the words of Caffe's newer files: "Convolution", "InnerProduct", "LRN", "Pooling", "ReLU" …
  public var type = ""

  /// The parameters of a convolution; nil for other layers.
  public var convolution: CaffeConvolution?

  /// The parameters of a response normalization; nil for other layers.
  public var normalization: CaffeNormalization?

  /// Weights and biases, in this order.
  package var blobs: [CaffeBlob] = []

  /// Whether it holds a layer in the format from before Caffe's first release, which is not read.
  var isOldest = false
}
