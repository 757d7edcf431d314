import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes at random access, of an open file or in memory, for several threads at once.
///
/// A file is neither mapped nor read ahead: each read is one request of the operating system on one shared descriptor,
/// which has no position. So archives of any size cost no memory.
package final class RandomAccessFile: Sendable {
  private enum Storage: Sendable {
    case descriptor(Int32)
    case memory([UInt8])
  }

  /// What errors call it: a path.
  package let name: String
  /// The number of bytes.
  package let count: Int
  private let storage: Storage

  /// Opens a regular file.
  ///
  /// Pipes and devices, which may never end, are refused.
  ///
  /// - Parameters:
  ///   - path: a path, or its bytes where a name need not be UTF-8.
  ///   - isReadAtRandom: whether reading ahead would be wasted, as it is for headers far apart.
  /// - Throws: `DatasetError.file`.
  package convenience init(path: String, isReadAtRandom: Bool = false) throws(DatasetError) {
    try self.init(pathBytes: Array(path.utf8), isReadAtRandom: isReadAtRandom)
  }

  /// Opens the regular file whose path has these bytes.
  package init(pathBytes: [UInt8], isReadAtRandom: Bool = false) throws(DatasetError) {
    let name = String(decoding: pathBytes, as: UTF8.self)
    guard !pathBytes.contains(0) else { throw .file(FileError(path: name, operation: .open, code: ENOENT)) }
    // Opened without waiting, or a pipe without a writer would hang here.
    let descriptor = (pathBytes + [0]).withUnsafeBytes { bytes in
      // The array ends with the zero that ends a C string, so there is a base address.
      bytes.baseAddress.map { open($0.assumingMemoryBound(to: CChar.self), O_RDONLY | O_CLOEXEC | O_NONBLOCK) } ?? -1
    }
    guard descriptor >= 0 else { throw .file(FileError(path: name, operation: .open, code: errno)) }
    var status = stat()
    let code: Int32
    if fstat(descriptor, &status) != 0 {
      code = errno
    } else {
      code = status.st_mode & S_IFMT == S_IFREG ? 0 : status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL
    }
    guard code == 0 else {
      _ = close(descriptor)
      throw .file(FileError(path: name, operation: .read, code: code))
    }
    #if os(Linux)
      if isReadAtRandom { _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_RANDOM) }
    #endif
    self.name = name
    self.count = Int(status.st_size)
    self.storage = .descriptor(descriptor)
  }

  /// Bytes in memory under a name.
  package init(bytes: [UInt8], name: String) {
    self.name = name
    self.count = bytes.count
    self.storage = .memory(bytes)
  }

  deinit {
    if case .descriptor(let descriptor) = storage { _ = close(descriptor) }
  }

  /// Reads the bytes of a range.
  ///
  /// - Precondition: the range lies within `0..<count`.
  /// - Throws: `DatasetError` if the file cannot be read or has become shorter since it was opened.
  package func read(_ range: Range<Int>) throws(DatasetError) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "a range of the file")
    switch storage {
    case .memory(let bytes):
      return Array(bytes[range])
    case .descriptor(let descriptor):
      var code: Int32 = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, done in
        while done < range.count {
          // `buffer` has room for `range.count` bytes, of which `done` are written.
          let result = pread(
            descriptor, buffer.baseAddress.map { $0 + done }, range.count - done, off_t(range.lowerBound + done))
          if result > 0 {
            done += result
          } else if result == 0 {
            break
          } else if errno != EINTR {
            code = errno
            break
          }
        }
      }
      guard code == 0 else { throw .file(FileError(path: name, operation: .read, code: code)) }
      guard bytes.count == range.count else {
        throw .malformed(
          file: name, offset: range.lowerBound + bytes.count, found: "the file ends",
          expected: "\(count) bytes, as when it was opened", remedy: "let nothing write to the file while it is read")
      }
      return bytes
    }
  }
}
