import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A failure of the operating system on one file.
public struct FileError: Error, Equatable, Sendable {
  /// What was asked of the operating system.
  public enum Operation: String, Sendable {
    case open
    case create
    case read
    case write
    case synchronize
    case close
    case rename
  }

  /// The file's path as it was given.
  public let path: String

  /// What was asked of the operating system.
  public let operation: Operation

  /// The operating system's error number (`errno`).
  public let code: Int32

  package init(path: String, operation: Operation, code: Int32) {
    self.path = path
    self.operation = operation
    self.code = code
  }

  /// The operating system's text for the error number.
  public var reason: String {
    strerror(code).map { String(cString: $0) } ?? "error \(code)"
  }

  /// What the user can do about it.
  public var remedy: String {
    switch code {
    case ENOENT, ENOTDIR: "check the path; its folder must exist"
    case EACCES, EPERM, EROFS: "check the permissions, or choose another folder"
    case ENOSPC, EDQUOT, EFBIG: "free space on the volume, or choose a folder on another; nothing was replaced"
    case EISDIR: "give the path of a file, not of a folder"
    case ENAMETOOLONG: "choose a shorter name"
    case EMFILE, ENFILE: "close other files, or raise the limit on open files"
    case EEXIST: "remove the abandoned partial files beside it"
    case EINVAL where operation == .read: "give the path of a regular file, not of a pipe or device"
    case EIO: "check the volume; its data may be damaged"
    default: "check the file and its volume, then try again"
    }
  }
}

extension FileError: CustomStringConvertible {
  /// The file, the operation, its reason and the remedy in one line.
  public var description: String {
    "\(path): cannot \(operation.rawValue): \(reason): \(remedy)"
  }
}
