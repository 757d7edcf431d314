import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reading of whole files.
package enum MappedFile {
  /// Returns the bytes of a regular file, mapped into memory: only what is touched is read.
  ///
  /// Pipes and devices, which may never end, are refused. The file must not be truncated while its bytes are in use;
  /// one that is replaced by renaming, as `AtomicFile` does, keeps its old bytes here.
  package static func bytes(ofFile path: String) throws(FileError) -> Data {
    // Opened without waiting, or a pipe without a writer would hang here.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError(path: path, operation: .open, code: errno) }
    var status = stat()
    let inspected = fstat(descriptor, &status)
    let code = errno
    _ = close(descriptor)
    guard inspected == 0 else { throw FileError(path: path, operation: .open, code: code) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw FileError(path: path, operation: .read, code: EISDIR) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw FileError(path: path, operation: .read, code: EINVAL) }
    // Foundation loses a page of memory for every empty file that it reads.
    guard status.st_size > 0 else { return Data() }
    do {
      return try Data(contentsOf: URL(filePath: path, directoryHint: .notDirectory), options: .alwaysMapped)
    } catch {
      let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError
      throw FileError(path: path, operation: .read, code: cause?.code.rawValue ?? EIO)
    }
  }
}
