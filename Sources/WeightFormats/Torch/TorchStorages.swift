import Foundation

/// Where a PyTorch file has the bytes of its storages.
enum TorchStorages: Sendable {
  /// In entries of a zip archive, below a folder.
  case archive(ZipArchive, folder: String)
  /// In ranges of a file of the older form, by key.
  case ranges([String: Range<Int>], of: Data)

  /// Returns the bytes of a storage.
  func bytes(of key: String, size: Int, file: String) throws(TorchError) -> Data {
    let bytes: Data
    switch self {
    case .archive(let archive, let folder):
      do {
        bytes = try archive.contents(of: "\(folder)/data/\(key)", maximumSize: size)
      } catch {
        throw TorchError(file: file, reason: .zip(error))
      }
    case .ranges(let ranges, let whole):
      guard let range = ranges[key], let part = whole.part(at: range.lowerBound, count: range.count) else {
        throw TorchError(file: file, reason: .noStorage(key))
      }
      bytes = part
    }
    guard bytes.count == size else {
      throw TorchError(file: file, reason: .storageSize(key, found: bytes.count, expected: size))
    }
    return bytes
  }
}
