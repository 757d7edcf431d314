import Foundation

/// Some small files of a data set by name, in a folder or in an archive that need not be unpacked.
struct FileCollection: Sendable {
  private enum Place {
    case folder(URL)
    case archive(TarReader, membersByName: [String: Int])
  }

  private let place: Place
  /// The folder's path or the archive's.
  let path: String

  /// The files of a folder.
  init(folder: URL) {
    place = .folder(folder)
    path = folder.path
  }

  /// The files of a tar archive, which may be compressed with gzip, by their names without folders.
  ///
  /// - Throws: `DatasetError` if it cannot be read, or is larger than `maximumSize` as it is or decompressed.
  init(archive: URL, maximumSize: Int) throws(DatasetError) {
    let bytes = try DatasetFile.contents(of: archive, maximumSize: maximumSize)
    let reader = try TarReader(bytes: bytes, path: archive.path)
    var members: [String: Int] = [:]
    for index in 0..<reader.count {
      let name = reader.name(at: index)
      members[name.split(separator: "/").last.map(String.init) ?? name] = index
    }
    place = .archive(reader, membersByName: members)
    path = archive.path
  }

  /// Whether there is a file of this name.
  func contains(_ name: String) -> Bool {
    switch place {
    case .folder(let folder): FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
    case .archive(_, let members): members[name] != nil
    }
  }

  /// What errors call the file of this name.
  func path(of name: String) -> String {
    switch place {
    case .folder(let folder): folder.appendingPathComponent(name).path
    case .archive: "\(path): \(name)"
    }
  }

  /// The file of this name, decompressed if it is gzip and lies in a folder.
  ///
  /// - Throws: `DatasetError`; `.missingFiles` if there is none.
  func contents(of name: String, maximumSize: Int) throws(DatasetError) -> [UInt8] {
    guard contains(name) else { throw .missingFiles(folder: path, missing: [[name]]) }
    switch place {
    case .folder(let folder):
      return try DatasetFile.contents(of: folder.appendingPathComponent(name), maximumSize: maximumSize)
    case .archive(let reader, let members):
      guard let index = members[name] else { throw .missingFiles(folder: path, missing: [[name]]) }
      return try reader.contents(at: index, maximumSize: maximumSize)
    }
  }

  /// The lines of the text file of this name, without blanks around them, up to the last that is not blank.
  ///
  /// - Throws: `DatasetError`; `.malformed` if it is not UTF-8.
  func lines(of name: String, maximumSize: Int) throws(DatasetError) -> [String] {
    let bytes = try contents(of: name, maximumSize: maximumSize)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .malformed(
        file: path(of: name), offset: 0, found: "bytes that are not UTF-8", expected: "lines of text",
        remedy: "fetch the file again")
    }
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    while lines.last == "" { lines.removeLast() }
    return lines
  }
}
