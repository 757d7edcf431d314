import Files

/// Writes a tar archive in the ustar format, with pax headers where that does not suffice; it appears whole or not at all.
///
/// The same files in the same order give the same bytes: members belong to nobody (user and group 0), have the mode 0644
/// and the time 0. Archives serve as WebDataset shards when the names of a sample's files differ in their ending alone.
package struct TarWriter: ~Copyable {
  private var file: AtomicFile
  /// The number of bytes written, which is where the next header begins.
  package private(set) var count = 0

  /// Begins an archive that is to have this path.
  ///
  /// - Throws: `DatasetError.file`.
  package init(path: String) throws(DatasetError) {
    do {
      file = try AtomicFile(path: path)
    } catch {
      throw .file(error)
    }
  }

  /// Appends a file.
  ///
  /// - Returns: where its contents begin in the archive.
  /// - Precondition: `name` is not empty and contains no zero byte.
  /// - Throws: `DatasetError.file`; the archive is then abandoned.
  @discardableResult
  package mutating func append(_ name: String, contents: Span<UInt8>) throws(DatasetError) -> Int {
    try write(TarHeader.blocks(name: name, size: contents.count).span)
    let start = count
    try write(contents)
    let padding = (TarHeader.blockSize - contents.count % TarHeader.blockSize) % TarHeader.blockSize
    try write([UInt8](repeating: 0, count: padding).span)
    return start
  }

  /// Ends the archive and gives it its name, durably.
  ///
  /// - Throws: `DatasetError.file`.
  package consuming func commit() throws(DatasetError) {
    try write([UInt8](repeating: 0, count: 2 * TarHeader.blockSize).span)
    do {
      try file.commit()
    } catch {
      throw .file(error)
    }
  }

  private mutating func write(_ bytes: Span<UInt8>) throws(DatasetError) {
    do {
      try bytes.withUnsafeBytes { pointer throws(FileError) in try file.write(pointer) }
    } catch {
      throw .file(error)
    }
    count += bytes.count
  }
}
