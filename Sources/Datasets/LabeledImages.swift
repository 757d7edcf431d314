/// A data set in memory: images of one size, each with the number of its class.
///
/// Shapes: N images of H rows, W columns and C channels; the pixels are in the order N, H, W, C.
public struct LabeledImages: Equatable, Sendable {
  /// The number of images, N.
  public let count: Int
  /// The rows of an image, H.
  public let height: Int
  /// The columns of an image, W.
  public let width: Int
  /// The values of a pixel, C: 1 for gray, 3 for red, green and blue.
  public let channels: Int
  /// The N·H·W·C values, 0 for none of a colour and 255 for all of it.
  public let pixels: [UInt8]
  /// The N class numbers, each less than the number of class names.
  public let labels: [UInt16]
  /// The names of the classes, by number.
  public let classNames: [String]

  /// Puts a data set together; the number of images is that of the labels.
  ///
  /// - Precondition: `pixels` has N·H·W·C elements, the sizes are positive, and every label has a class name.
  public init(
    height: Int, width: Int, channels: Int, pixels: [UInt8], labels: [UInt16], classNames: [String]
  ) {
    precondition(height > 0 && width > 0 && channels > 0, "an image has rows, columns and channels")
    precondition(pixels.count == labels.count * height * width * channels, "there are N·H·W·C pixel values")
    precondition(labels.allSatisfy { Int($0) < classNames.count }, "every label has a class name")
    self.count = labels.count
    self.height = height
    self.width = width
    self.channels = channels
    self.pixels = pixels
    self.labels = labels
    self.classNames = classNames
  }

  /// The number of values of an image, H·W·C.
  public var valuesPerImage: Int { height * width * channels }

  /// The number of classes, whether or not each has images.
  public var classCount: Int { classNames.count }

  /// The H·W·C values of the image `index`, a slice whose indices are those of `pixels`.
  ///
  /// - Precondition: 0 ≤ `index` < `count`.
  public func image(at index: Int) -> ArraySlice<UInt8> {
    precondition(index >= 0 && index < count, "an image's index is less than the number of images")
    return pixels[index * valuesPerImage..<(index + 1) * valuesPerImage]
  }

  /// The number of images of each class.
  public func imagesPerClass() -> [Int] {
    var counts = [Int](repeating: 0, count: classCount)
    for label in labels { counts[Int(label)] += 1 }
    return counts
  }
}
