import Foundation
import Tensors
import WeightFormats

/// Features of images in a file, and the images whose features are nearest to others': similar images by the Euclidean
/// distance in the last hidden layer (the paper's section 6.1).
public struct FeatureIndex: Sendable {
  /// An image of the index, and how far it is.
  public struct Neighbour: Hashable, Sendable {
    /// The image's number in the index.
    public let index: Int
    /// The Euclidean distance of the features.
    public let distance: Double
  }

  /// What the file says of them.
  public let description: FeatureDescription
  /// The features, image after image.
  private let values: [Float]
  /// Numbers of an image.
  private let count: Int

  /// Reads the features of a file that `FeatureWriter` wrote.
  ///
  /// - Throws: `FeatureError.file` if it is none, or `SafetensorsError` if it cannot be read.
  public init(path: String) throws {
    let file = try SafetensorsFile(path: path)
    guard let text = file.metadata[FeatureWriter.key],
      let description = try? JSONDecoder().decode(FeatureDescription.self, from: Data(text.utf8)),
      let tensor = file.tensor(named: FeatureWriter.tensor)
    else {
      throw FeatureError.file(path: path, problem: "holds no features; make them with alexnet features")
    }
    let images = description.names.count
    guard images > 0, !description.shape.isEmpty, tensor.shape == [images] + description.shape,
      description.labels.map({ $0.count == images }) ?? true
    else {
      throw FeatureError.file(
        path: path, problem: "its description does not fit its features; make them again with alexnet features")
    }
    let values = try file.floats(FeatureWriter.tensor)
    guard !values.isEmpty, values.allSatisfy(\.isFinite) else {
      throw FeatureError.file(path: path, problem: "holds features that are no finite numbers, or none")
    }
    self.description = description
    self.values = values
    count = values.count / images
  }

  /// The features of an image of the index.
  public func features(_ index: Int) -> ArraySlice<Float> { values[index * count..<(index + 1) * count] }

  /// The images nearest to some features, nearest first; of equally near ones, the first in the index.
  ///
  /// - Precondition: as many features as an image of the index has.
  public func nearest(to features: some Collection<Float>, count wanted: Int) -> [Neighbour] {
    let query = Array(features)
    precondition(query.count == count, "\(query.count) features are compared with \(count)")
    let images = description.names.count
    let squares = [Double](unsafeUninitializedCapacity: images) { buffer, initialized in
      // Each task writes its own element.
      nonisolated(unsafe) let squares = buffer
      values.withUnsafeBufferPointer { values in
        nonisolated(unsafe) let values = values
        Parallel.forEach(images) { image in
          var sum = 0.0
          for place in 0..<count {
            let difference = Double(values[image * count + place]) - Double(query[place])
            sum += difference * difference
          }
          squares.initializeElement(at: image, to: sum)
        }
      }
      initialized = images
    }
    let order = squares.indices.sorted { (squares[$0], $0) < (squares[$1], $1) }
    return order.prefix(max(0, wanted)).map { Neighbour(index: $0, distance: squares[$0].squareRoot()) }
  }
}
