/// The images in a folder and the folders within it.
struct ClassFolder {
  /// Names that end so, in any case, are those of images.
  private static let extensions = Set(["jpg", "jpeg", "png", "ppm", "pgm", "pnm", "pbm"].map { Array($0.utf8) })
  /// How deep folders may lie in each other.
  private static let maximumDepth = 32

  /// Paths within the folder, in the order of their bytes.
  private(set) var paths: [[UInt8]] = []
  /// Folders that were read; each is read once, so that links in a circle end.
  private var seen: Set<FolderListing.Identity> = []

  /// Lists the images in the folder of this path.
  ///
  /// - Throws: `DatasetError` if a folder cannot be read or they lie too deep.
  init(path: [UInt8]) throws(DatasetError) {
    try add(path, prefix: [], depth: 0)
    paths.sort { $0.lexicographicallyPrecedes($1) }
  }

  private mutating func add(_ path: [UInt8], prefix: [UInt8], depth: Int) throws(DatasetError) {
    guard depth < Self.maximumDepth else {
      throw .unreadable(
        file: String(decoding: path, as: UTF8.self), reason: "folders lie more than \(Self.maximumDepth) deep")
    }
    let listing = try FolderListing(path: path)
    guard seen.insert(listing.identity).inserted else { return }
    for entry in listing.entries {
      switch entry.kind {
      case .file:
        if Self.isImage(entry.name) { paths.append(prefix + entry.name) }
      case .folder:
        let slash = [UInt8(ascii: "/")]
        try add(path + slash + entry.name, prefix: prefix + entry.name + slash, depth: depth + 1)
      }
    }
  }

  /// Whether a file's name ends as that of an image.
  static func isImage(_ name: [UInt8]) -> Bool {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return false }
    // Only ASCII letters have a lower case here.
    let ending = name[(dot + 1)...].map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
    return extensions.contains(ending)
  }
}
