import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The names in a folder, in the order of their bytes, which is the same on every machine and for every language.
struct FolderListing {
  /// What a name in the folder is of, links followed.
  enum Kind {
    case folder
    case file
  }

  /// A folder or file in the folder.
  struct Entry {
    /// Its name as the file system has it, which need not be UTF-8.
    let name: [UInt8]
    let kind: Kind
  }

  /// The identity of a folder, whatever path leads to it.
  struct Identity: Hashable {
    let device: UInt64
    let number: UInt64
  }

  /// Folders and regular files, links to them included, sorted by name; hidden ones are left out.
  let entries: [Entry]
  /// Which folder this is.
  let identity: Identity

  /// The most entries of a folder: a million images lie in one at times.
  private static let maximumCount = 1 << 25

  /// Lists the folder whose path has these bytes.
  ///
  /// - Throws: `DatasetError.file` if it cannot be read.
  init(path: [UInt8]) throws(DatasetError) {
    let name = String(decoding: path, as: UTF8.self)
    guard !path.contains(0) else { throw .file(FileError(path: name, operation: .open, code: ENOENT)) }
    guard let folder = Self.withPath(path, { opendir($0) }) else {
      throw .file(FileError(path: name, operation: .open, code: errno))
    }
    defer { _ = closedir(folder) }
    var status = stat()
    guard fstat(dirfd(folder), &status) == 0 else { throw .file(FileError(path: name, operation: .open, code: errno)) }
    identity = Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev), number: UInt64(truncatingIfNeeded: status.st_ino))

    var entries: [Entry] = []
    while entries.count <= Self.maximumCount {
      errno = 0
      guard let entry = readdir(folder) else {
        guard errno == 0 else { throw .file(FileError(path: name, operation: .read, code: errno)) }
        break
      }
      let entryName = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      guard let first = entryName.first, first != UInt8(ascii: ".") else { continue }
      guard let kind = Self.kind(of: entryName, type: Int32(entry.pointee.d_type), in: dirfd(folder)) else { continue }
      entries.append(Entry(name: entryName, kind: kind))
    }
    guard entries.count <= Self.maximumCount else {
      throw .unreadable(file: name, reason: "it has more than \(Self.maximumCount) entries")
    }
    self.entries = entries.sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }

  /// What an entry is; nil if it is neither a folder nor a file, or a link that leads nowhere.
  private static func kind(of name: [UInt8], type: Int32, in folder: Int32) -> Kind? {
    // Most file systems tell without a request for each entry.
    if type == Int32(DT_REG) { return .file }
    if type == Int32(DT_DIR) { return .folder }
    guard type == Int32(DT_LNK) || type == Int32(DT_UNKNOWN) else { return nil }
    var status = stat()
    guard withPath(name, { fstatat(folder, $0, &status, 0) }) == 0 else { return nil }
    return switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    default: nil
    }
  }

  private static func withPath<Result>(_ path: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
    (path.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("the array has at least the zero at its end") }
      return body(base)
    }
  }
}
