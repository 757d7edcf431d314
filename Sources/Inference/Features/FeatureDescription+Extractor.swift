import Datasets

extension FeatureDescription {
  /// Describes what an extractor gives for a source's images.
  ///
  /// - Parameters:
  ///   - extractor: what computes them.
  ///   - source: the images.
  ///   - data: the data set that the images are of; nil for files in a list, which have no labels.
  ///   - part: which part of the data set.
  public init(_ extractor: FeatureExtractor, _ source: any ImageSource, data: String? = nil, part: String? = nil) {
    self.init(
      network: extractor.model.specification.name, layer: extractor.layer, digest: extractor.digest,
      shape: extractor.shape, names: (0..<source.count).map { source.name(at: $0) }, data: data,
      part: data == nil ? nil : part, labels: data == nil ? nil : (0..<source.count).map { source.label(at: $0) },
      classes: data == nil ? nil : source.classes.map(\.name))
  }
}
