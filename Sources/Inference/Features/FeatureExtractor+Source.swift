import Datasets
import ImageCodecs
import Tensors

extension FeatureExtractor {
  /// Computes the features of a source's images in their order, decoded on all threads, as many at once as a batch holds.
  ///
  /// - Parameters:
  ///   - source: the images.
  ///   - body: is told each image's number and features; what it throws ends the run.
  /// - Throws: `DatasetError` if an image cannot be read, `FeatureError`, and what `body` throws.
  public func forEach(in source: any ImageSource, _ body: (Int, [Float]) throws -> Void) throws {
    let options = DecodingOptions(channels: model.specification.input.channels == .gray ? .gray : .rgb)
    let preparation = model.preparation
    for first in stride(from: 0, to: source.count, by: batch) {
      let count = min(batch, source.count - first)
      var prepared: [Result<PreparedImage, DatasetError>?] = Array(repeating: nil, count: count)
      prepared.withUnsafeMutableBufferPointer { prepared in
        // Each task writes its own element.
        nonisolated(unsafe) let slots = prepared
        Parallel.forEach(count) { place in
          slots[place] = Result { () throws(DatasetError) in
            preparation.prepare(try source.image(at: first + place, options: options))
          }
        }
      }
      let images = try prepared.compactMap { try $0?.get() }
      for (place, row) in try features(prepared: images).enumerated() { try body(first + place, row) }
    }
  }
}
