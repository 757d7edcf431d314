import Foundation

/// CIFAR-10 and CIFAR-100 in their binary versions: 32 × 32 images of 10 and 100 classes.
///
/// The files may lie in a folder, in the folder `cifar-10-batches-bin` or `cifar-100-binary` within it, or in the
/// published archive (`cifar-10-binary.tar.gz`, `cifar-100-binary.tar.gz`), which is read as it is. A part of CIFAR-10
/// will do, if there are one batch for training and the test batch. Without its list of names a class is called by its
/// number. Labels of CIFAR-100 are the 100 fine ones.
public enum CIFAR {
  /// The most bytes of an archive, decompressed, and so of its parts; the published ones have 185 MB.
  private static let maximumArchiveSize = 1 << 29
  private static let maximumNamesSize = 1 << 16
  private static let side = 32

  /// Opens the data set in a folder, or the archive of this path.
  ///
  /// - Throws: `DatasetError` if there is none, both are there, or a file is damaged or missing.
  public static func open(path: String) throws(DatasetError) -> ImageSplits {
    let found = try find(path: path)
    guard let (version, files) = found.first else {
      throw .missingFiles(
        folder: path, missing: CIFARVersion.allCases.map { $0.trainingFiles + [$0.testFile, $0.archiveName] })
    }
    guard found.count == 1 else { throw .ambiguous(path: path, found: found.map { $0.version.kind.rawValue }) }
    return try load(version, from: files)
  }

  /// Whether a folder looks like it holds a data set of this kind, complete or not.
  static func isRecognized(folder: URL) -> Bool {
    CIFARVersion.allCases.contains { version in
      holds(FileCollection(folder: folder), version)
        || holds(FileCollection(folder: folder.appendingPathComponent(version.folderName)), version)
        || FileManager.default.fileExists(atPath: folder.appendingPathComponent(version.archiveName).path)
    }
  }

  /// The data sets at a path, and their files.
  private static func find(path: String) throws(DatasetError) -> [(version: CIFARVersion, files: FileCollection)] {
    let url = URL(fileURLWithPath: path)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw .noFolder(path: path) }
    var found: [(CIFARVersion, FileCollection)] = []
    guard isFolder.boolValue else {
      let files = try FileCollection(archive: url, maximumSize: maximumArchiveSize)
      for version in CIFARVersion.allCases where holds(files, version) { found.append((version, files)) }
      return found
    }
    for version in CIFARVersion.allCases {
      let folders = [url, url.appendingPathComponent(version.folderName)].map { FileCollection(folder: $0) }
      if let files = folders.first(where: { holds($0, version) }) {
        found.append((version, files))
        continue
      }
      let archive = url.appendingPathComponent(version.archiveName)
      guard FileManager.default.fileExists(atPath: archive.path) else { continue }
      found.append((version, try FileCollection(archive: archive, maximumSize: maximumArchiveSize)))
    }
    return found
  }

  private static func holds(_ files: FileCollection, _ version: CIFARVersion) -> Bool {
    // CIFAR-100's names are anybody's; the two together are not.
    switch version {
    case .cifar10: version.trainingFiles.contains { files.contains($0) } || files.contains(version.testFile)
    case .cifar100: files.contains("train.bin") && files.contains("test.bin")
    }
  }

  // MARK: - Loading

  private static func load(_ version: CIFARVersion, from files: FileCollection) throws(DatasetError) -> ImageSplits {
    let training = version.trainingFiles.filter { files.contains($0) }
    guard !training.isEmpty else { throw .missingFiles(folder: files.path, missing: [version.trainingFiles]) }
    guard files.contains(version.testFile) else {
      throw .missingFiles(folder: files.path, missing: [[version.testFile]])
    }
    var notes: [String] = []
    if training.count < version.trainingFiles.count {
      let missing = version.trainingFiles.filter { !training.contains($0) }
      notes.append("\(files.path) lacks \(missing.joined(separator: ", ")): there are fewer images to train on.")
    }
    let names = try classNames(version, files)
    let trainingImages = try images(version, training, files, names)
    let testImages = try images(version, [version.testFile], files, names)
    return ImageSplits(training: trainingImages, validation: testImages, kind: version.kind, notes: notes)
  }

  private static func classNames(_ version: CIFARVersion, _ files: FileCollection) throws(DatasetError) -> [String] {
    guard files.contains(version.namesFile) else { return (0..<version.classCount).map(String.init) }
    let names = try files.lines(of: version.namesFile, maximumSize: maximumNamesSize)
    guard names.count == version.classCount, !names.contains("") else {
      throw .missingClassNames(
        file: files.path(of: version.namesFile), found: names.count { $0 != "" }, expected: version.classCount)
    }
    return names
  }

  /// The images of some files: records of labels and three planes, red, green and blue.
  private static func images(
    _ version: CIFARVersion, _ names: [String], _ files: FileCollection, _ classNames: [String]
  ) throws(DatasetError) -> LabeledImages {
    let plane = side * side
    let recordSize = version.labelSize + 3 * plane
    var pixels: [UInt8] = []
    var labels: [UInt16] = []
    for name in names {
      let bytes = try files.contents(of: name, maximumSize: maximumArchiveSize)
      guard !bytes.isEmpty, bytes.count % recordSize == 0 else {
        throw .malformed(
          file: files.path(of: name), offset: bytes.count, found: "the file ends",
          expected: "records of \(recordSize) bytes each, at least one", remedy: "fetch the file again")
      }
      pixels.reserveCapacity(pixels.count + bytes.count)
      for start in stride(from: 0, to: bytes.count, by: recordSize) {
        let label = bytes[start + version.labelSize - 1]
        guard Int(label) < classNames.count else {
          throw .malformed(
            file: files.path(of: name), offset: start + version.labelSize - 1, found: "the class \(label)",
            expected: "a number below \(classNames.count)", remedy: "fetch the file again")
        }
        labels.append(UInt16(label))
        let red = start + version.labelSize
        for pixel in red..<(red + plane) {
          pixels.append(bytes[pixel])
          pixels.append(bytes[pixel + plane])
          pixels.append(bytes[pixel + 2 * plane])
        }
      }
    }
    return LabeledImages(
      height: side, width: side, channels: 3, pixels: pixels, labels: labels, classNames: classNames)
  }
}
