import Datasets
import Foundation
import Networks
import Tensors
import WeightFormats

extension LinearProbe {
  /// Loss and correct predictions of images.
  ///
  /// - Precondition: each image has as many features as the probe, and a label that is one of its classes.
  public func evaluate(features: [Float], labels: [Int]) -> Evaluation {
    precondition(features.count == labels.count * featureCount, "an image has \(featureCount) features")
    var evaluation = Evaluation()
    for (image, label) in labels.enumerated() {
      let logits = self.logits(features[image * featureCount..<(image + 1) * featureCount])
      precondition(logits.indices.contains(label), "a label is a class")
      // Of equal scores the first class's counts, as `TopK` has it.
      let rank = logits.indices.count { (logits[$0], label) > (logits[label], $0) }
      let largest = logits.max() ?? 0
      let sum = logits.reduce(0) { $0 + Elementary.exponential($1 - largest) }
      evaluation.images += 1
      evaluation.lossSum += largest + Elementary.logarithm(sum) - logits[label]
      evaluation.top1 += rank < 1 ? 1 : 0
      evaluation.top5 += rank < 5 ? 1 : 0
    }
    return evaluation
  }

  /// Writes weights and biases, with the layer and the classes in the metadata.
  ///
  /// - Throws: `SafetensorsError` if the file cannot be written.
  public func save(path: String, layer: String, classes: [ImageClass]) throws(SafetensorsError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let names = (try? encoder.encode(classes)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    var writer = try SafetensorsWriter(
      path: path,
      tensors: [
        TensorDeclaration(name: "probe.weight", dtype: .float32, shape: [biases.count, featureCount]),
        TensorDeclaration(name: "probe.bias", dtype: .float32, shape: [biases.count]),
      ],
      metadata: ["format": "alexnet", "alexnet.layer": layer, "alexnet.classes": names])
    try writer.write(weights, to: "probe.weight")
    try writer.write(biases, to: "probe.bias")
    try writer.commit()
  }
}
