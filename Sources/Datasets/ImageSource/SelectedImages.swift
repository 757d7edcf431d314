import ImageCodecs

/// Some images of a source, with the labels of the classes that are left.
struct SelectedImages: ImageSource {
  private let source: any ImageSource
  private let indices: [Int]
  private let labels: [Int: Int]
  let classes: [ImageClass]

  /// The images of some classes, of each the first `imagesPerClass`.
  init(_ source: any ImageSource, classes numbers: [Int], imagesPerClass: Int?) {
    self.source = source
    let labels = Dictionary(uniqueKeysWithValues: zip(numbers, numbers.indices))
    var counts: [Int: Int] = [:]
    indices = (0..<source.count).filter { index in
      let label = source.label(at: index)
      guard labels[label] != nil else { return false }
      counts[label, default: 0] += 1
      return counts[label, default: 0] <= imagesPerClass ?? .max
    }
    self.labels = labels
    classes = numbers.filter(source.classes.indices.contains).map { source.classes[$0] }
  }

  var count: Int { indices.count }

  func label(at index: Int) -> Int { labels[source.label(at: indices[index])] ?? 0 }

  func name(at index: Int) -> String { source.name(at: indices[index]) }

  func image(at index: Int, options: DecodingOptions) throws(DatasetError) -> Image {
    try source.image(at: indices[index], options: options)
  }

  func encodedImage(at index: Int) throws(DatasetError) -> [UInt8]? {
    try source.encodedImage(at: indices[index])
  }
}
