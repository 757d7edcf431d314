import Files
import Foundation

/// Arrays of NumPy in a zip archive (`.npz`), each under its name without ".npy".
///
/// An archive read from a path is mapped into memory, and arrays that are stored are parts of it; those that are
/// compressed are decompressed to learn their shapes, and again when they are asked for.
public struct NumPyArchive: Sendable {
  /// The file's path, or the name given with its bytes; errors start with it.
  public let name: String

  private let archive: ZipArchive
  private let arrays: [WeightEntry]

  /// Reads and checks the file at a path.
  public init(path: String) throws(NumPyError) {
    let bytes: Data
    do {
      bytes = try MappedFile.bytes(ofFile: path)
    } catch {
      throw NumPyError(file: path, reason: .file(error))
    }
    try self.init(bytes: bytes, name: path)
  }

  /// Checks the bytes of a file; `name` stands for its path in errors.
  public init(bytes: Data, name: String) throws(NumPyError) {
    let archive: ZipArchive
    do {
      archive = try ZipArchive(bytes: bytes, name: name)
    } catch {
      throw NumPyError(file: name, reason: .zip(error))
    }
    try self.init(archive: archive)
  }

  /// Reads an archive that has been opened.
  init(archive: ZipArchive) throws(NumPyError) {
    name = archive.name
    self.archive = archive
    var arrays: [WeightEntry] = []
    for entry in archive.entries {
      guard entry.name.hasSuffix(Self.suffix) else {
        throw NumPyError(file: archive.name, reason: .entry(entry.name))
      }
      let array = try Self.array(entry.name, in: archive)
      arrays.append(
        WeightEntry(name: String(entry.name.dropLast(Self.suffix.count)), type: array.type, shape: array.shape))
    }
    self.arrays = arrays
  }

  private static let suffix = ".npy"

  /// Whether an archive is one of arrays.
  static func isArchiveOfArrays(_ archive: ZipArchive) -> Bool {
    archive.entries.first?.name.hasSuffix(suffix) == true
  }

  private static func array(_ entry: String, in archive: ZipArchive) throws(NumPyError) -> NumPyFile {
    let contents: Data
    do {
      contents = try archive.contents(of: entry)
    } catch {
      throw NumPyError(file: archive.name, reason: .zip(error))
    }
    return try NumPyFile(bytes: contents, name: "\(archive.name): \(entry)")
  }

  /// Returns an array of the archive.
  ///
  /// - Throws: `NumPyError` if there is none of that name, or it is damaged.
  public func array(_ name: String) throws(NumPyError) -> NumPyFile {
    guard archive.entry(named: name + Self.suffix) != nil else {
      throw NumPyError(file: self.name, reason: .noSuchArray(name))
    }
    return try Self.array(name + Self.suffix, in: archive)
  }

  /// Writes arrays of 32-bit floats, row-major, uncompressed; whole and durably, or not at all.
  ///
  /// - Throws: `NumPyError` if a name stands twice, a shape does not have as many elements as are given, or the file
  ///   cannot be written.
  public static func write(
    _ arrays: [(name: String, values: [Float], shape: [Int])], to path: String
  ) throws(NumPyError) {
    var names: Set<String> = []
    var headers: [[UInt8]] = []
    for (name, values, shape) in arrays {
      guard name.utf8.count <= 60_000, names.insert(name).inserted else {
        throw NumPyError(file: path, reason: .declaration(name))
      }
      headers.append(try NumPyFile.header(of: values, shape: shape, name: name, file: path))
    }
    do {
      var writer = try ZipWriter(path: path)
      for (array, header) in zip(arrays, headers) {
        try writer.add(array.name + suffix, array.values.littleEndianBits.withUnsafeBytes { header + $0 })
      }
      try writer.commit()
    } catch {
      if case .file(let error) = error.reason { throw NumPyError(file: path, reason: .file(error)) }
      throw NumPyError(file: path, reason: .zip(error))
    }
  }
}

extension NumPyArchive: WeightArchive {
  /// "npz".
  public var formatName: String { WeightArchiveFormat.npz.rawValue }

  /// The arrays in the order of the archive.
  public var entries: [WeightEntry] { arrays }

  /// Returns the elements of an array as `Float`, row-major; what `Float` does not hold is rounded to the nearest.
  ///
  /// - Throws: `NumPyError`.
  public func values(_ name: String) throws -> [Float] { try array(name).values() }
}
