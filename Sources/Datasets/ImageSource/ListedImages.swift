/// Image files in a list, without classes: all have the label 0.
struct ListedImages: EncodedImageSource {
  private let paths: [String]
  /// The bytes of images that lie in memory, by position.
  private let contents: [Int: [UInt8]]

  /// The files of these paths.
  ///
  /// - Parameters:
  ///   - paths: where the files are, or what those in memory are called.
  ///   - contents: the bytes of images in memory, by position in the list.
  init(paths: [String], contents: [Int: [UInt8]] = [:]) {
    self.paths = paths
    self.contents = contents
  }

  /// The number of images.
  var count: Int { paths.count }
  /// None.
  var classes: [ImageClass] { [] }
  /// Always 0.
  func label(at index: Int) -> Int { 0 }
  /// The path of an image's file.
  func name(at index: Int) -> String { paths[index] }

  /// The bytes of an image's file.
  func encodedBytes(at index: Int) throws(DatasetError) -> [UInt8] {
    if let bytes = contents[index] { return bytes }
    let file = try RandomAccessFile(path: paths[index])
    guard file.count <= EncodedImageLimit.bytes else {
      throw .tooLarge(file: file.name, size: file.count, limit: EncodedImageLimit.bytes)
    }
    return try file.read(0..<file.count)
  }
}

extension ImageFile {
  /// Image files in a list as a source without classes; all have the label 0.
  ///
  /// - Parameters:
  ///   - paths: where the files are, or what those in memory are called.
  ///   - contents: the bytes of images in memory, by position in the list.
  public static func source(of paths: [String], contents: [Int: [UInt8]] = [:]) -> any ImageSource {
    ListedImages(paths: paths, contents: contents)
  }
}
