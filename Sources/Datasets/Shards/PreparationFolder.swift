import Files
import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folder that shards are written to, for one process at a time.
///
/// While a preparation goes on there are, besides shards: "prepare.json", the plan; for each finished shard a record,
/// "train-000000.json"; and the sums over all training images up to a shard, "train-000000.sums.safetensors", of which
/// the newest is kept. A shard is finished when its record is there, which is written after the shard and the sums. All
/// are written whole or not at all, and removed at the end.
final class PreparationFolder {
  /// The folder's path.
  let path: String
  /// Locked as long as this lives; the system unlocks it when the process ends, however that is.
  private let descriptor: Int32

  /// The name of the plan.
  static let planName = "prepare.json"
  /// The most bytes of a JSON file here: a million images skipped, in a shard of a million.
  private static let maximumSize = 1 << 28

  /// Makes the folder if there is none, and locks it.
  ///
  /// - Throws: `PreparationError.inUse` if another process has; `.dataset` if it cannot be made.
  init(path: String) throws(PreparationError) {
    self.path = path
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .dataset(.unreadable(file: path, reason: "the folder cannot be made: \(error.localizedDescription)"))
    }
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .dataset(.file(FileError(path: path, operation: .open, code: errno))) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
    throw .inUse(folder: path)
  }

  deinit {
    if descriptor >= 0 { _ = close(descriptor) }
  }

  /// The path of a file in the folder.
  func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Whether there is a file of this name.
  func contains(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// The number of bytes of the regular file of this name; nil if there is none.
  func size(of name: String) -> Int? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path(name))
    guard attributes?[.type] as? FileAttributeType == .typeRegular else { return nil }
    return (attributes?[.size] as? NSNumber)?.intValue
  }

  /// The names of all that is in the folder and not hidden, sorted.
  func names() throws(PreparationError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }.sorted()
    } catch {
      throw .dataset(.unreadable(file: path, reason: error.localizedDescription))
    }
  }

  /// Removes the file of this name, if there is one; that it cannot be is no reason to stop.
  func remove(_ name: String) { _ = unlink(path(name)) }

  /// Removes the partial files that killed sessions left of some files.
  func removePartialFiles(of names: some Sequence<String>) throws(PreparationError) {
    let known = Set(names)
    for name in try self.names() {
      guard let range = name.range(of: ".partial-"), known.contains(String(name[..<range.lowerBound])) else { continue }
      remove(name)
    }
  }

  // MARK: - Contents

  /// Writes a file.
  func write(_ bytes: [UInt8], to name: String) throws(PreparationError) {
    do throws(FileError) {
      var file = try AtomicFile(path: path(name))
      try bytes.span.bytes.withUnsafeBytes { (bytes) throws(FileError) in try file.write(bytes) }
      try file.commit()
    } catch {
      throw .dataset(.file(error))
    }
  }

  /// Writes a value as JSON, the same bytes for the same value.
  func write(json value: some Encodable, to name: String) throws(PreparationError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("these values are finite, and so encodable")
    }
    try write(Array(data) + [UInt8(ascii: "\n")], to: name)
  }

  /// The value in a JSON file of a folder.
  ///
  /// - Throws: `DatasetError` if the file cannot be read, is not JSON or lacks something.
  static func json<Value: Decodable>(_ type: Value.Type, path: String) throws(DatasetError) -> Value {
    let file = try RandomAccessFile(path: path)
    guard file.count <= maximumSize else { throw .tooLarge(file: path, size: file.count, limit: maximumSize) }
    let bytes = try file.read(0..<file.count)
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
      throw .malformed(
        file: path, offset: 0, found: explanation(error), expected: "what alexnet prepare writes",
        remedy: "prepare the data set again in another folder, or fetch the file again")
    }
  }

  private static func explanation(_ error: any Error) -> String {
    let context: DecodingError.Context
    switch error {
    case DecodingError.keyNotFound(let key, let found):
      return "no \((found.codingPath + [key]).map(\.stringValue).joined(separator: "."))"
    case DecodingError.typeMismatch(_, let found), DecodingError.valueNotFound(_, let found),
      DecodingError.dataCorrupted(let found):
      context = found
    default:
      return "something that is not understood"
    }
    let place = context.codingPath.map(\.stringValue).joined(separator: ".")
    return place.isEmpty ? "no readable JSON" : "a wrong value of \(place.prefix(80))"
  }
}
