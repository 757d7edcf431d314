import Datasets
import Files
import ImageCodecs

/// Images some of which cannot be read.
struct FaultyImages: ImageSource {
  let images: LabeledImages
  let faulty: Set<Int>

  static func error(_ index: Int) -> DatasetError {
    .unreadable(file: "image \(index)", reason: "it is broken in the test")
  }

  var count: Int { images.count }
  var classes: [ImageClass] { images.classes }
  func label(at index: Int) -> Int { images.label(at: index) }
  func name(at index: Int) -> String { images.name(at: index) }
  func encodedImage(at index: Int) throws(DatasetError) -> [UInt8]? { nil }

  func image(at index: Int, options: DecodingOptions) throws(DatasetError) -> Image {
    guard !faulty.contains(index) else { throw Self.error(index) }
    return try images.image(at: index, options: options)
  }
}
