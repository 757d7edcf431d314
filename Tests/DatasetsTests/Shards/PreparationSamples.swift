import Datasets
import ImageCodecs

/// Small images of random pixels, each of the class of its index; some may be broken.
struct PreparationSamples: ImageSource {
  var count: Int
  var classes: [ImageClass] = ["a", "b", "c"].map { ImageClass(identifier: $0, name: "class \($0)") }
  /// The rows and columns of an image.
  let size: @Sendable (Int) -> (height: Int, width: Int)
  var channels = 3
  /// The images that cannot be decoded.
  var broken: Set<Int> = []
  /// The images that the disk cannot read.
  var unreadable: Set<Int> = []
  var prefix = "image"

  init(
    count: Int, channels: Int = 3, prefix: String = "image", broken: Set<Int> = [], unreadable: Set<Int> = [],
    size: @escaping @Sendable (Int) -> (height: Int, width: Int) = { (6 + $0 % 3, 9 - $0 % 2) }
  ) {
    (self.count, self.channels, self.prefix, self.broken, self.unreadable) = (
      count, channels, prefix, broken, unreadable
    )
    self.size = size
  }

  func label(at index: Int) -> Int { index % 3 }

  func name(at index: Int) -> String { "/data/\(label(at: index))/\(prefix) \(index).v2.jpg" }

  func image(at index: Int, options: DecodingOptions) throws(DatasetError) -> Image {
    if broken.contains(index) {
      throw .image(name: name(at: index), ImageError(.jpeg, .truncated(missing: "a scan"), offset: 3))
    }
    if unreadable.contains(index) { throw .unreadable(file: name(at: index), reason: "the disk is gone") }
    let (height, width) = size(index)
    var state = UInt32(truncatingIfNeeded: index &* 747_796_405 &+ prefix.utf8.count)
    let pixels = (0..<height * width * channels).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    let image = Image(width: width, height: height, channels: channels, pixels: pixels)
    return options.channels == .rgb ? image.rgb() : options.channels == .gray ? image.gray() : image
  }

  /// Something, for these are files and not bare pixels.
  func encodedImage(at index: Int) throws(DatasetError) -> [UInt8]? { [] }

  /// Training and validation images.
  static func splits(
    training: PreparationSamples = PreparationSamples(count: 23),
    validation: PreparationSamples = PreparationSamples(count: 7, prefix: "validation")
  ) -> ImageSplits {
    ImageSplits(training: training, validation: validation, kind: .classFolders)
  }
}
