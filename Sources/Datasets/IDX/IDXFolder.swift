import Foundation

/// A folder with a data set in the four files of MNIST, which Fashion-MNIST, KMNIST and others share.
///
/// The names are `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
/// `t10k-labels-idx1-ubyte`, also spelled `….idx3-ubyte`, each alone or with `.gz`. Whether a file is compressed is
/// seen from its contents. An optional `classes.txt` names the classes, one a line; without it their names are their
/// numbers.
public enum IDXFolder {
  /// Loads the training and the test set of a folder.
  ///
  /// - Parameters:
  ///   - folder: where the files are.
  ///   - maximumFileSize: the most bytes to accept of each file, as it is and decompressed.
  /// - Returns: gray images (one channel). Both sets have images of the same size and the same class names: as many as
  ///   `classes.txt` lists, or one more than the largest label of both.
  /// - Throws: `DatasetError` if a file is missing, damaged, empty of images, or contradicts another.
  public static func load(
    folder: URL, maximumFileSize: Int = 1 << 30
  ) throws(DatasetError) -> (training: LabeledImages, test: LabeledImages) {
    let roles = ["train-images", "train-labels", "t10k-images", "t10k-labels"]
    let files = try find(roles, in: folder)
    let training = try readPair(images: files[0], labels: files[1], maximumFileSize: maximumFileSize)
    let test = try readPair(images: files[2], labels: files[3], maximumFileSize: maximumFileSize)

    guard training.images.dimensions[1...] == test.images.dimensions[1...] else {
      throw .imageSizeMismatch(
        file: files[2].path, found: sizeDescription(test.images), other: files[0].path,
        expected: sizeDescription(training.images))
    }
    let largest = max(training.labels.elements.max() ?? 0, test.labels.elements.max() ?? 0)
    let names = try ClassNames.read(from: folder, count: Int(largest) + 1)
    return (labeledImages(training, names), labeledImages(test, names))
  }

  /// Loads the training and the test set of the folder of this path; see `load(folder:maximumFileSize:)`.
  public static func load(
    path: String, maximumFileSize: Int = 1 << 30
  ) throws(DatasetError) -> (training: LabeledImages, test: LabeledImages) {
    try load(folder: URL(fileURLWithPath: path, isDirectory: true), maximumFileSize: maximumFileSize)
  }

  private typealias Pair = (images: IDXFile, labels: IDXFile)

  /// The first existing file of each role.
  private static func find(_ roles: [String], in folder: URL) throws(DatasetError) -> [URL] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isDirectory), isDirectory.boolValue else {
      throw .noFolder(path: folder.path)
    }
    var files: [URL] = []
    var missing: [[String]] = []
    for role in roles {
      let type = role.hasSuffix("images") ? "idx3-ubyte" : "idx1-ubyte"
      let names = ["\(role)-\(type)", "\(role)-\(type).gz", "\(role).\(type)", "\(role).\(type).gz"]
      let candidates = names.map { folder.appendingPathComponent($0) }
      if let file = candidates.first(where: { FileManager.default.fileExists(atPath: $0.path) }) {
        files.append(file)
      } else {
        missing.append(names)
      }
    }
    guard missing.isEmpty else { throw .missingFiles(folder: folder.path, missing: missing) }
    return files
  }

  private static func readPair(images: URL, labels: URL, maximumFileSize: Int) throws(DatasetError) -> Pair {
    let imageFile = try IDXFile(
      parsing: DatasetFile.contents(of: images, maximumSize: maximumFileSize), rank: 3, file: images.path)
    let labelFile = try IDXFile(
      parsing: DatasetFile.contents(of: labels, maximumSize: maximumFileSize), rank: 1, file: labels.path)
    for (axis, name) in ["images", "rows", "columns"].enumerated() where imageFile.dimensions[axis] == 0 {
      throw .malformed(
        file: images.path, offset: 4 + 4 * axis, found: "0 \(name)", expected: "at least 1",
        remedy: "give the IDX file of images of this data set")
    }
    guard imageFile.dimensions[0] == labelFile.dimensions[0] else {
      throw .countMismatch(
        images: images.path, imageCount: imageFile.dimensions[0], labels: labels.path,
        labelCount: labelFile.dimensions[0])
    }
    return (imageFile, labelFile)
  }

  private static func sizeDescription(_ images: IDXFile) -> String {
    "\(images.dimensions[1]) × \(images.dimensions[2])"
  }

  private static func labeledImages(_ pair: Pair, _ classNames: [String]) -> LabeledImages {
    LabeledImages(
      height: pair.images.dimensions[1], width: pair.images.dimensions[2], channels: 1, pixels: pair.images.elements,
      labels: pair.labels.elements.map(UInt16.init), classNames: classNames)
  }
}
