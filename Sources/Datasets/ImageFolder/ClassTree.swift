/// The classes of a folder, sorted by the bytes of their names, and the paths of their images.
struct ClassTree {
  /// A class and its images.
  struct Group {
    /// The class's folder, or what its images' names begin with.
    let identifier: [UInt8]
    /// What leads to the class's images from the tree's root: nothing, or folders with a slash after each.
    let prefix: [UInt8]
    /// Paths of images from there, in the order of their bytes.
    let paths: [[UInt8]]

    /// What an image is called where images are held out: the same for folders and archives.
    func heldOutName(_ index: Int) -> [UInt8] { identifier + [UInt8(ascii: "/")] + paths[index] }
  }

  /// The folder that paths are relative to.
  let root: [UInt8]
  /// The classes.
  let groups: [Group]

  /// The classes whose folders lie in `subfolder` of `root`, or in `root` itself if that is empty.
  ///
  /// - Throws: `DatasetError` if one cannot be read, or has no images and `allowsEmptyClasses` is false.
  init(root: [UInt8], subfolder: [UInt8], allowsEmptyClasses: Bool = false) throws(DatasetError) {
    let slash = [UInt8(ascii: "/")]
    let prefix = subfolder.isEmpty ? [] : subfolder + slash
    let parent = root + slash + prefix
    var groups: [Group] = []
    for entry in try FolderListing(path: parent).entries where entry.kind == .folder {
      let paths = try ClassFolder(path: parent + entry.name).paths
      guard allowsEmptyClasses || !paths.isEmpty else {
        throw .noImages(path: String(decoding: parent + entry.name, as: UTF8.self))
      }
      groups.append(Group(identifier: entry.name, prefix: prefix + entry.name + slash, paths: paths))
    }
    self.root = root
    self.groups = groups
  }

  /// The classes that the names of a folder's images begin with, up to the first underscore.
  ///
  /// - Throws: `DatasetError.noClass` if a name has no such beginning, or all have the same.
  init(root: [UInt8], names: [FolderListing.Entry]) throws(DatasetError) {
    let expected = "a name that begins with the class and an underscore, as n01484850_great_white_shark.JPEG"
    var paths: [[UInt8]: [[UInt8]]] = [:]
    var first: [UInt8]?
    for entry in names where entry.kind == .file && ClassFolder.isImage(entry.name) {
      let image = String(decoding: root + [UInt8(ascii: "/")] + entry.name, as: UTF8.self)
      guard let end = entry.name.firstIndex(of: UInt8(ascii: "_")), end > 0 else {
        throw .noClass(image: image, expected: expected)
      }
      paths[Array(entry.name[..<end]), default: []].append(entry.name)
      first = first ?? entry.name
    }
    if paths.count == 1, let first {
      // Such are the images of ImageNet's validation archive: what they begin with is no class.
      throw .noClass(
        image: String(decoding: root + [UInt8(ascii: "/")] + first, as: UTF8.self),
        expected: "names of at least two classes beside it, each with the class and an underscore first")
    }
    self.root = root
    groups = paths.map { Group(identifier: $0.key, prefix: [], paths: $0.value) }
      .sorted { $0.identifier.lexicographicallyPrecedes($1.identifier) }
  }

  /// The label of each class, by its identifier.
  func labels() -> [[UInt8]: Int] {
    var labels: [[UInt8]: Int] = [:]
    for (label, group) in groups.enumerated() { labels[group.identifier] = label }
    return labels
  }

  /// A source of these classes without images.
  func source() -> FolderImages {
    let classes = groups.map { group in
      let identifier = String(decoding: group.identifier, as: UTF8.self)
      return ImageClass(identifier: identifier, name: ImageNetClasses.name(of: identifier))
    }
    return FolderImages(root: root, classes: classes)
  }
}
