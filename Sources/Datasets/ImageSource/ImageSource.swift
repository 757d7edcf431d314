import ImageCodecs

/// Labelled images at random access: in memory, in folders, or inside archives that are never unpacked.
///
/// Sources are safe to read from several threads at once, and the same index always gives the same image.
public protocol ImageSource: Sendable {
  /// The number of images, N.
  var count: Int { get }
  /// The classes; labels are their positions.
  var classes: [ImageClass] { get }
  /// The class of an image, 0 ≤ label < `classes.count`; 0 ≤ `index` < `count`.
  func label(at index: Int) -> Int
  /// Where an image comes from, for messages and lists: a path, within an archive "archive.tar: member".
  func name(at index: Int) -> String
  /// The image, decoded.
  ///
  /// - Throws: `DatasetError`, which names the image, if it cannot be read or decoded.
  func image(at index: Int, options: DecodingOptions) throws(DatasetError) -> Image
  /// The bytes of the image's file as they are stored; nil if the source stores bare pixels.
  ///
  /// - Throws: `DatasetError`, which names the image, if it cannot be read.
  func encodedImage(at index: Int) throws(DatasetError) -> [UInt8]?
}
