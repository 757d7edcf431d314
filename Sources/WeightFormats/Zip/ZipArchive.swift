import Files
import Foundation
import StreamCodecs
import Synchronization

/// A zip archive, its directory checked whole: entries that are stored or deflated, with or without Zip64.
///
/// Entries that are stored are parts of the file, which may be mapped into memory; those that are deflated are
/// decompressed when asked for, up to a limit. Each is compared with its checksum when it is first read.
struct ZipArchive: Sendable {
  /// The most bytes that one deflated entry may become.
  static let maximumInflatedSize = 1 << 32

  /// The file's path, or the name given with its bytes; errors start with it.
  let name: String

  /// The entries in the order of the directory.
  let entries: [ZipEntry]

  private let bytes: Data
  private let indices: [String: Int]
  private let checked = CheckedEntries()

  /// Reads and checks the directory of an archive.
  init(bytes: Data, name: String) throws(ZipError) {
    let directory = try ZipDirectory(bytes: bytes, file: name)
    self.name = name
    self.bytes = bytes
    entries = directory.entries
    // Names are unique, so nothing is merged.
    indices = Dictionary(zip(entries.map(\.name), entries.indices), uniquingKeysWith: { first, _ in first })
  }

  /// Whether a file begins as an archive with entries does.
  static func isArchive(_ bytes: Data) -> Bool { bytes.word(UInt32.self, at: 0) == 0x0403_4b50 }

  /// What the directory says of an entry, or nil if there is none of that name.
  func entry(named name: String) -> ZipEntry? { indices[name].map { entries[$0] } }

  /// Returns the bytes of an entry; those of a stored one are not copied.
  ///
  /// - Throws: `ZipError` if there is no such entry, it is larger than `maximumSize`, or it is damaged.
  func contents(of name: String, maximumSize: Int = .max) throws(ZipError) -> Data {
    guard let index = indices[name] else { throw failure(.noSuchEntry(name)) }
    let entry = entries[index]
    guard entry.size <= maximumSize else {
      throw failure(.tooLarge(name, size: UInt64(entry.size), limit: maximumSize))
    }
    guard let stored = bytes.part(at: entry.range.lowerBound, count: entry.range.count) else {
      throw failure(.misplaced(name, offset: UInt64(entry.range.lowerBound)))
    }
    let contents = entry.method == .stored ? stored : try inflate(stored, of: entry)
    if !checked.contains(index) {
      let computed = contents.checksum
      guard computed == entry.checksum else {
        throw failure(.checksumMismatch(name, stored: entry.checksum, computed: computed))
      }
      checked.insert(index)
    }
    return contents
  }

  private func inflate(_ stored: Data, of entry: ZipEntry) throws(ZipError) -> Data {
    guard entry.size <= Self.maximumInflatedSize else {
      throw failure(.tooLarge(entry.name, size: UInt64(entry.size), limit: Self.maximumInflatedSize))
    }
    let result = stored.withUnsafeBytes { bytes -> Result<[UInt8], InflateError> in
      do throws(InflateError) {
        let input = bytes.bindMemory(to: UInt8.self)
        return .success(try Inflate.decompress(input.span, maximumOutputSize: entry.size).output)
      } catch {
        return .failure(error)
      }
    }
    let output: [UInt8]
    do {
      output = try result.get()
    } catch {
      throw failure(.deflate(entry.name, error))
    }
    guard output.count == entry.size else {
      throw failure(.sizeMismatch(entry.name, found: output.count, expected: entry.size))
    }
    return Data(output)
  }

  private func failure(_ reason: ZipError.Reason) -> ZipError { ZipError(file: name, reason: reason) }
}

/// The entries whose checksums have been found right, which need not be computed again.
private final class CheckedEntries: Sendable {
  private let indices = Mutex<Set<Int>>([])

  func contains(_ index: Int) -> Bool { indices.withLock { $0.contains(index) } }

  func insert(_ index: Int) { indices.withLock { _ = $0.insert(index) } }
}

extension Data {
  /// The check of all bytes (CRC-32).
  fileprivate var checksum: UInt32 {
    withUnsafeBytes { bytes in
      var checksum = CRC32()
      checksum.update(bytes.bindMemory(to: UInt8.self).span)
      return checksum.value
    }
  }
}
