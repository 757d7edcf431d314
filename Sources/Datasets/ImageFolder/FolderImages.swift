/// Images in the files of folders, by class.
struct FolderImages: EncodedImageSource {
  /// The classes; labels are their positions.
  let classes: [ImageClass]
  private let root: [UInt8]
  /// Paths within `root`.
  private var paths = PackedNames()
  private var labels: [Int32] = []
  private let maximumSize: Int

  /// A source without images.
  ///
  /// - Parameters:
  ///   - root: the path of the folder that paths are relative to.
  ///   - maximumSize: the most bytes of an image's file.
  init(root: [UInt8], classes: [ImageClass], maximumSize: Int = EncodedImageLimit.bytes) {
    self.root = root
    self.classes = classes
    self.maximumSize = maximumSize
  }

  /// Appends the image of this path within `root`.
  mutating func append(_ path: some Collection<UInt8>, label: Int) {
    precondition(label < classes.count, "a label is the position of a class")
    paths.append(path)
    labels.append(Int32(label))
  }

  /// The number of images.
  var count: Int { labels.count }

  /// The class of an image.
  func label(at index: Int) -> Int { Int(labels[index]) }

  /// The path of an image's file.
  func name(at index: Int) -> String { String(decoding: pathBytes(at: index), as: UTF8.self) }

  /// The bytes of an image's file.
  func encodedBytes(at index: Int) throws(DatasetError) -> [UInt8] {
    let file = try RandomAccessFile(pathBytes: pathBytes(at: index))
    guard file.count <= maximumSize else { throw .tooLarge(file: file.name, size: file.count, limit: maximumSize) }
    return try file.read(0..<file.count)
  }

  private func pathBytes(at index: Int) -> [UInt8] { root + [UInt8(ascii: "/")] + paths[index] }
}
