import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that appears under its name whole or not at all.
///
/// Bytes go to `<name>.partial-<process>` in the same folder. `commit()` writes them through to the volume, renames
/// that file over the destination and writes the folder through, so that at every instant, a power failure's included,
/// the destination is either what it was before or everything that was written. Without a commit, after an error or
/// when the value goes out of scope, the partial file is removed. A process killed in between leaves its partial file
/// behind and the destination untouched. A destination that is a symbolic link is replaced by the file.
package struct AtomicFile: ~Copyable {
  /// The most partial files of one destination that a process looks past to find a free name.
  private static let maximumAttempts = 64

  private let path: String
  private let partialPath: String
  /// The open partial file, or -1 when there is none any more.
  private var descriptor: Int32

  /// Opens an empty partial file beside the destination.
  package init(path: String) throws(FileError) {
    self.path = path
    let first = "\(path).partial-\(getpid())"
    var name = first
    var attempt = 1
    while true {
      // O_EXCL: never share a partial file with another writer, be it of this process.
      descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 { break }
      let code = errno
      if code == EINTR { continue }
      guard code == EEXIST, attempt < Self.maximumAttempts else {
        throw FileError(path: path, operation: .create, code: code)
      }
      attempt += 1
      name = "\(first)-\(attempt)"
    }
    partialPath = name
  }

  deinit {
    guard descriptor >= 0 else { return }
    _ = close(descriptor)
    _ = unlink(partialPath)
  }

  /// Appends bytes; after an error nothing of the partial file is left, and every further call fails.
  package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    let code = Self.writeAll(bytes) { [descriptor] base, count in
      let written = systemWrite(descriptor, base, count)
      return (written, written < 0 ? errno : 0)
    }
    guard code == 0 else { throw abandoned(.write, code: code) }
  }

  /// Makes what was written the destination's content, durably.
  ///
  /// An error of the last step alone, writing the folder through, leaves the new content in place.
  package consuming func commit() throws(FileError) {
    guard Self.synchronize(descriptor) else { throw abandoned(.synchronize, code: errno) }
    // Network file systems report a failed write only here. The descriptor is gone whatever close returns.
    let closed = close(descriptor)
    let closeCode = errno
    descriptor = -1
    guard closed == 0 || closeCode == EINTR else {
      _ = unlink(partialPath)
      throw FileError(path: path, operation: .close, code: closeCode)
    }
    guard rename(partialPath, path) == 0 else {
      let code = errno
      _ = unlink(partialPath)
      throw FileError(path: path, operation: .rename, code: code)
    }
    try Self.synchronizeFolder(of: path)
  }
}

extension AtomicFile {
  /// Writes a whole file of these bytes.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    var file = try AtomicFile(path: path)
    try bytes.span.bytes.withUnsafeBytes { (bytes) throws(FileError) in try file.write(bytes) }
    try file.commit()
  }

  /// Hands over bytes to a function that may take fewer than offered or be interrupted, until all are taken.
  ///
  /// `write` returns the number of bytes that it took and, if that is negative, an error number. The result is zero or
  /// the error number that ended it.
  package static func writeAll(
    _ bytes: UnsafeRawBufferPointer, by write: (UnsafeRawPointer, Int) -> (count: Int, code: Int32)
  ) -> Int32 {
    guard let base = bytes.baseAddress else { return 0 }
    var offset = 0
    while offset < bytes.count {
      let (count, code) = write(base + offset, bytes.count - offset)
      if count > 0 {
        offset += count
      } else if count == 0 {
        // A write that takes none of some bytes and names no error has met a full device.
        return ENOSPC
      } else if code != EINTR {
        return code
      }
    }
    return 0
  }

  /// Removes the partial file, and returns the error to throw.
  private mutating func abandoned(_ operation: FileError.Operation, code: Int32) -> FileError {
    if descriptor >= 0 {
      _ = close(descriptor)
      _ = unlink(partialPath)
      descriptor = -1
    }
    return FileError(path: path, operation: operation, code: code)
  }

  /// Writes a file through to the volume; false leaves the reason in `errno`.
  private static func synchronize(_ descriptor: Int32) -> Bool {
    #if canImport(Darwin)
      // There fsync stops at the drive's cache; not every file system knows the full request.
      if fcntl(descriptor, F_FULLFSYNC) == 0 { return true }
    #endif
    while fsync(descriptor) != 0 {
      guard errno == EINTR else { return false }
    }
    return true
  }

  private static func synchronizeFolder(of path: String) throws(FileError) {
    let end = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = end.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      // A folder that may be written but not read can be renamed in, yet not be opened: the rename stands.
      guard errno != EACCES else { return }
      throw FileError(path: folder, operation: .open, code: errno)
    }
    defer { _ = close(descriptor) }
    guard synchronize(descriptor) else {
      // Some file systems know no such request for folders.
      guard errno != EINVAL, errno != ENOTSUP else { return }
      throw FileError(path: folder, operation: .synchronize, code: errno)
    }
  }
}

/// The C library's `write`, which the method of that name hides inside `AtomicFile`.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
