import Datasets
import ImageCodecs
import Kernels
import Networks
import Tensors

/// What a layer of a network gives for images: features of them.
///
///     let extractor = try FeatureExtractor(Model(weights: "alexnet.safetensors"), layer: "fc7")
///     let features = try extractor.features([image])
///
/// A layer gives what the layers that work in its memory make of it: "conv1" is rectified, "fc7" rectified and, where
/// dropout scales in testing, halved. The last layer gives the logits. What an image gives does not depend on the images
/// beside it.
public final class FeatureExtractor {
  /// The network and its weights.
  public let model: Model
  /// The layer's name.
  public let layer: String
  /// Shape of an image's features: channels, rows and columns, or one number.
  public let shape: [Int]
  private let network: Network<Float>
  private let index: Int

  /// Numbers of an image.
  public var count: Int { shape.reduce(1, *) }
  /// SHA-256 of the network's parameters.
  public var digest: String { network.digest }
  /// The most images that are computed at once.
  public var batch: Int { network.capacity }

  /// An extractor.
  ///
  /// - Parameters:
  ///   - model: the network.
  ///   - layer: one of its layers.
  ///   - batch: the most images to compute at once.
  /// - Throws: `FeatureError.unknownLayer`, or `ModelError` if weights cannot be read.
  public init(_ model: Model, layer: String, batch: Int = 32) throws {
    let layers = model.specification.layers.map(\.name)
    guard let index = layers.firstIndex(of: layer) else {
      throw FeatureError.unknownLayer(name: layer, network: model.specification.name, known: layers)
    }
    self.model = model
    self.layer = layer
    self.index = index
    network = try model.network(capacity: batch, purpose: .inspection)
    let output = network.plan.layers[index].outputShape.dimensions
    shape = output.count == 3 ? [output[2], output[0], output[1]] : output
  }

  /// The features of images, each in the order channels, rows, columns.
  ///
  /// - Throws: `FeatureError.network`.
  public func features(_ images: [Image]) throws(FeatureError) -> [[Float]] {
    try features(prepared: images.map { model.preparation.prepare($0) })
  }

  /// The features of images that are prepared for the network.
  ///
  /// - Throws: `FeatureError.network`.
  public func features(prepared images: [PreparedImage]) throws(FeatureError) -> [[Float]] {
    let preparation = model.preparation
    var rows: [[Float]] = []
    for first in stride(from: 0, to: images.count, by: batch) {
      let count = min(batch, images.count - first)
      let input = network.input(count: count)
      Parallel.forEach(count) { n in
        preparation.write(images[first + n], into: input.base + n * preparation.valueCount)
      }
      do throws(NetworkError) {
        try network.forward(count: count, pass: .testing)
      } catch {
        throw .network(error)
      }
      let values = network.activation(ofLayer: index, count: count)
      for n in 0..<count { rows.append(planes(values.base + n * self.count)) }
    }
    return rows
  }

  /// An image's values, channel by channel.
  private func planes(_ values: UnsafePointer<Float>) -> [Float] {
    guard shape.count == 3 else { return Array(UnsafeBufferPointer(start: values, count: count)) }
    let area = shape[1] * shape[2]
    return (0..<count).map { values[$0 % area * shape[0] + $0 / area] }
  }
}
