import Datasets
import ImageCodecs
import Tensors

extension Classifier {
  /// What became of an image of a source.
  public typealias Outcome = Result<Distribution, DatasetError>

  /// Classifies images of a source in their order, as many at once as a batch holds.
  ///
  /// - Parameters:
  ///   - source: the images.
  ///   - indices: which of them.
  ///   - body: is told each image's number and what it shows, or why it cannot be read; what it throws ends the run.
  /// - Throws: `ModelError`, and what `body` throws.
  public func classify(
    _ source: any ImageSource, _ indices: [Int], _ body: (Int, Outcome) throws -> Void
  ) throws {
    try forEachBatch(source, indices) { numbers, images in
      let readable = images.compactMap { try? $0.get() }
      let distributions = readable.isEmpty ? [] : try distribute(readable, numbers, images)
      var next = 0
      for (number, image) in zip(numbers, images) {
        switch image {
        case .success:
          try body(number, .success(distributions[next]))
          next += 1
        case .failure(let error): try body(number, .failure(error))
        }
      }
    }
  }

  /// Calls `body` with the images of each batch, decoded on all threads.
  package func forEachBatch(
    _ source: any ImageSource, _ indices: [Int], _ body: ([Int], [Result<Image, DatasetError>]) throws -> Void
  ) throws {
    let decoding = decoding
    for first in stride(from: 0, to: indices.count, by: options.batch) {
      let numbers = Array(indices[first..<min(indices.count, first + options.batch)])
      var images: [Result<Image, DatasetError>?] = Array(repeating: nil, count: numbers.count)
      images.withUnsafeMutableBufferPointer { images in
        // Each task writes its own element.
        nonisolated(unsafe) let slots = images
        Parallel.forEach(numbers.count) { place in
          slots[place] = Result { () throws(DatasetError) in try source.image(at: numbers[place], options: decoding) }
        }
      }
      try body(numbers, images.compactMap(\.self))
    }
  }

  /// The distributions of readable images; where dropout is sampled, each under its own number.
  private func distribute(
    _ readable: [Image], _ numbers: [Int], _ images: [Result<Image, DatasetError>]
  ) throws -> [Distribution] {
    guard options.dropoutSamples > 0 else { return try distributions(readable) }
    var results: [Distribution] = []
    for (number, image) in zip(numbers, images) {
      if case .success(let image) = image { results += try distributions([image], first: number) }
    }
    return results
  }
}
