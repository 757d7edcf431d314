import Foundation
import WeightFormats

/// Writes features as they are computed: a safetensors file with one tensor "features", images × shape, and its description
/// as JSON in the metadata.
///
///     var writer = try FeatureWriter(path: "features.safetensors", description)
///     try writer.write(row)
///     try writer.commit()
public struct FeatureWriter: ~Copyable {
  static let tensor = "features"
  static let key = "alexnet.features"

  private var writer: SafetensorsWriter

  /// Opens a file beside its destination.
  ///
  /// - Throws: `SafetensorsError` if it cannot be created.
  public init(path: String, _ description: FeatureDescription) throws(SafetensorsError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = (try? encoder.encode(description)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    writer = try SafetensorsWriter(
      path: path,
      tensors: [
        TensorDeclaration(
          name: Self.tensor, dtype: .float32, shape: [description.names.count] + description.shape)
      ],
      metadata: ["format": "alexnet", Self.key: text])
  }

  /// Adds the next image's features.
  ///
  /// - Throws: `SafetensorsError` if there are more than described, or the file cannot be written.
  public mutating func write(_ row: [Float]) throws(SafetensorsError) { try writer.write(row, to: Self.tensor) }

  /// Makes the file appear.
  ///
  /// - Throws: `SafetensorsError` if images are missing, or the file cannot be written.
  public consuming func commit() throws(SafetensorsError) { try writer.commit() }
}
