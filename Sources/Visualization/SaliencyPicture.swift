import Datasets
import ImageCodecs
import Inference
import Kernels
import Networks
import Tensors

/// Which pixels a class's score depends on most: the gradient of the score by the input, of each pixel the largest
/// magnitude among its channels (Simonyan, Vedaldi and Zisserman, 2013).
///
/// The score is the class's logit, before softmax.
public struct SaliencyPicture: Sendable {
  /// What the network sees of the image, and beside it the map: black where the score does not depend on a pixel, white
  /// for the most salient 0.5 %.
  public let image: Image
  /// The map.
  public let map: ValueMap
  /// The class.
  public let label: Int
  /// The class's logit.
  public let score: Float

  /// The saliency of an image.
  ///
  /// - Parameters:
  ///   - model: the network.
  ///   - source: the image.
  ///   - label: the class; nil for the one that the network takes it for.
  /// - Throws: `VisualizationError`, or `ModelError` if weights cannot be read.
  public init(_ model: Model, of source: Image, label wanted: Int? = nil, scale: Int? = nil) throws {
    let network = try model.network(capacity: 1, purpose: .attribution)
    let preparation = model.preparation
    let prepared = preparation.prepare(source)
    preparation.write(prepared, into: network.input(count: 1).base)
    let gradient: TensorView<Float>
    do throws(NetworkError) {
      try network.forward(count: 1, pass: .testing)
      let logits = network.logits(count: 1)
      let label = wanted ?? (0..<network.plan.classes).max { logits[$0] < logits[$1] } ?? 0
      guard (0..<network.plan.classes).contains(label) else {
        throw NetworkError.label(image: 0, label: label, classes: network.plan.classes)
      }
      (self.label, score) = (label, logits[label])
      gradient = try network.inputGradient(classes: [label])
    } catch {
      throw VisualizationError.network(error.description)
    }
    let channels = preparation.channels.count
    // The gradient lies in the network's memory.
    let values = withExtendedLifetime(network) {
      (0..<preparation.height * preparation.width).map { pixel in
        (0..<channels).reduce(Float(0)) { max($0, abs(gradient[pixel * channels + $1])) }
      }
    }
    map = ValueMap(height: preparation.height, width: preparation.width, values: values)
    let shown = Image(
      width: preparation.width, height: preparation.height, channels: channels, pixels: prepared.pixels)
    image = PictureGrid.make(
      [shown.rgb(), map.gray(from: 0, to: map.quantile(0.995)).rgb()], columns: 2,
      scale: scale ?? PictureGrid.automaticScale(shown, side: 224), gap: 4)
  }
}
