import Foundation

/// Images in folders: a folder for each class, or names that begin with the class.
///
/// Three arrangements are known:
///
/// - `train/` with a folder for each class, and perhaps the same in `val/`, `validation/` or `test/` (the first of them
///   is used);
/// - a folder for each class, some of whose images are held out to validate with;
/// - images whose names begin with their class and an underscore, as `n01484850_great_white_shark.JPEG`, some of which
///   are held out.
///
/// Classes are sorted by the bytes of their names, as are the images of each: torchvision's order, and the same on every
/// machine. Class folders may have folders within. Images are the files that end in jpg, jpeg, png, ppm, pgm, pnm or
/// pbm, in any case; they are opened when they are asked for, and what they begin with tells their format. Hidden files
/// are passed over; links are followed, each folder once. A class that is one of ImageNet's is called by its name.
public enum ImageFolder {
  /// Opens the images of a folder.
  ///
  /// - Parameters:
  ///   - path: the folder.
  ///   - heldOut: the fraction of each class's images to hold out, 0 ≤ `heldOut` < 1, if there is none for validation. A
  ///     class with a single image trains on it. If nothing can be held out, validation has the training images, and a
  ///     note says so.
  ///   - seed: what the choice of those images depends on, besides their names.
  /// - Throws: `DatasetError` if a folder cannot be read, a class has no images, or validation has other classes.
  public static func open(path: String, heldOut: Double, seed: UInt64) throws(DatasetError) -> ImageSplits {
    let root = normalized(path)
    guard isFolder(root) else { throw .noFolder(path: path) }
    let listing = try FolderListing(path: root)
    let choice = HeldOut(fraction: heldOut, seed: seed)
    switch try arrangement(of: listing, at: root) {
    case .splits(let validation): return try openSplits(root, validation: validation, choice)
    case .classFolders:
      return try split(ClassTree(root: root, subfolder: []), kind: .classFolders, choice)
    case .namedImages:
      return try split(ClassTree(root: root, names: listing.entries), kind: .namedImages, choice)
    case nil: throw .noImages(path: path)
    }
  }

  /// Whether a folder looks like it holds images in one of the known arrangements.
  static func isRecognized(path: String) -> Bool {
    let root = normalized(path)
    guard let listing = try? FolderListing(path: root), (try? arrangement(of: listing, at: root)) != nil
    else { return false }
    return true
  }

  // MARK: - Arrangements

  private enum Arrangement {
    case splits(validation: [String])
    case classFolders
    case namedImages
  }

  private static func arrangement(
    of listing: FolderListing, at root: [UInt8]
  ) throws(DatasetError) -> Arrangement? {
    let folders = listing.entries.filter { $0.kind == .folder }.map(\.name)
    // A class may be called "train" as well; a split has folders within.
    func isSplit(_ name: String) throws(DatasetError) -> Bool {
      guard folders.contains(Array(name.utf8)) else { return false }
      return try FolderListing(path: joined(root, Array(name.utf8))).entries.contains { $0.kind == .folder }
    }
    if try isSplit("train") {
      var validation: [String] = []
      for name in ["val", "validation", "test"] where try isSplit(name) { validation.append(name) }
      return .splits(validation: validation)
    }
    // Folders without images are none of classes, and may be beside images that are named for theirs.
    for folder in folders where try holdsImages(joined(root, folder), depth: 2) { return .classFolders }
    return listing.entries.contains { $0.kind == .file && ClassFolder.isImage($0.name) } ? .namedImages : nil
  }

  /// Whether there are images in a folder or, to a depth, in those within: no more is looked at, or a path such as "/"
  /// would have all folders there are be read.
  private static func holdsImages(_ folder: [UInt8], depth: Int) throws(DatasetError) -> Bool {
    let entries = try FolderListing(path: folder).entries
    if entries.contains(where: { $0.kind == .file && ClassFolder.isImage($0.name) }) { return true }
    guard depth > 1 else { return false }
    for entry in entries where entry.kind == .folder {
      if try holdsImages(joined(folder, entry.name), depth: depth - 1) { return true }
    }
    return false
  }

  // MARK: - Opening

  private static func openSplits(
    _ root: [UInt8], validation: [String], _ choice: HeldOut
  ) throws(DatasetError) -> ImageSplits {
    let training = try ClassTree(root: root, subfolder: Array("train".utf8))
    guard let name = validation.first else {
      var splits = try split(training, kind: .classFolders, choice)
      splits.notes.append("There is no folder val, validation or test with class folders beside train.")
      return splits
    }
    let tree = try ClassTree(root: root, subfolder: Array(name.utf8), allowsEmptyClasses: true)
    let labels = training.labels()
    var images = training.source()
    for (label, group) in training.groups.enumerated() {
      for path in group.paths { images.append(group.prefix + path, label: label) }
    }
    var validationImages = training.source()
    for group in tree.groups where !group.paths.isEmpty {
      guard let label = labels[group.identifier] else {
        throw .unknownClass(
          name: text(joined(joined(root, Array(name.utf8)), group.identifier)), identifier: text(group.identifier),
          training: text(joined(root, Array("train".utf8))))
      }
      for path in group.paths { validationImages.append(group.prefix + path, label: label) }
    }
    guard validationImages.count > 0 else { throw .noImages(path: text(joined(root, Array(name.utf8)))) }
    let unused = validation.dropFirst()
    return ImageSplits(
      training: images, validation: validationImages, kind: .classFolders,
      notes: unused.isEmpty ? [] : ["Validation uses \(name); not \(unused.joined(separator: ", "))."])
  }

  /// Divides the images of some classes into those to train on and those held out.
  private static func split(
    _ tree: ClassTree, kind: DatasetKind, _ choice: HeldOut
  ) throws(DatasetError) -> ImageSplits {
    var training = tree.source()
    var validation = tree.source()
    for (label, group) in tree.groups.enumerated() {
      let isHeldOut = choice.choose(count: group.paths.count, name: group.heldOutName)
      for (path, isHeldOut) in zip(group.paths, isHeldOut) {
        let path = group.prefix + path
        if isHeldOut { validation.append(path, label: label) } else { training.append(path, label: label) }
      }
    }
    let note = HeldOut.note(counts: tree.groups.map(\.paths.count), validation: validation.count)
    return ImageSplits(
      training: training, validation: validation.count > 0 ? validation : training, kind: kind,
      notes: note.map { [$0] } ?? [])
  }

  // MARK: - Paths

  /// A path without slashes at its end, which would double in names.
  private static func normalized(_ path: String) -> [UInt8] {
    var bytes = Array((path.isEmpty ? "." : path).utf8)
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    return bytes
  }

  private static func isFolder(_ path: [UInt8]) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: text(path), isDirectory: &isFolder) && isFolder.boolValue
  }

  private static func joined(_ folder: [UInt8], _ name: [UInt8]) -> [UInt8] { folder + [UInt8(ascii: "/")] + name }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
