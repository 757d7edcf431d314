/// A tar archive that is read in place: the list of its files, and the bytes of each at random access.
///
/// Making the list reads headers alone, one block of 512 bytes a member, so an archive of any size is opened in the time
/// of as many small reads. Formats: Unix version 7, ustar, GNU (long names, base-256 sizes) and pax (path, size). An
/// archive within the archive is read in place as well. Folders, links and devices are passed over; sparse files and
/// members of unknown types are refused, for their contents could not be told from headers. The archive ends with the
/// first block of zeros, or where the file does.
package struct TarReader: Sendable {
  /// What errors call the archive: a path; within an archive "archive.tar: member".
  package let path: String
  private let file: RandomAccessFile
  private let names: PackedNames
  private let starts: [Int]
  private let sizes: [Int]

  /// The most bytes of a member's name.
  static let maximumNameSize = 4096
  /// The most headers of an archive, of which each takes some memory.
  static let maximumHeaders = 1 << 25

  /// Lists the members of an archive file.
  ///
  /// - Throws: `DatasetError.file` if it cannot be read, `.malformed` if it is no archive or is cut short.
  package init(path: String) throws(DatasetError) {
    let file = try RandomAccessFile(path: path, isReadAtRandom: true)
    try self.init(file: file, range: 0..<file.count, path: path)
  }

  /// Lists the members of an archive in memory.
  package init(bytes: [UInt8], path: String) throws(DatasetError) {
    try self.init(file: RandomAccessFile(bytes: bytes, name: path), range: 0..<bytes.count, path: path)
  }

  /// Lists the members of the archive that lies in a range of a file.
  init(file: RandomAccessFile, range: Range<Int>, path: String) throws(DatasetError) {
    var scan = TarScan(file: file, range: range, path: path)
    var names = PackedNames()
    var starts: [Int] = []
    var sizes: [Int] = []
    while let member = try scan.next() {
      names.append(member.name)
      starts.append(member.contents.lowerBound)
      sizes.append(member.contents.count)
    }
    self.path = path
    self.file = file
    self.names = names
    self.starts = starts
    self.sizes = sizes
  }

  /// The number of files in the archive.
  package var count: Int { starts.count }

  /// The name of the member `index`, in the archive's order; bytes that are not UTF-8 are replaced.
  package func name(at index: Int) -> String { names.text(index) }

  /// The name of the member `index` as it is stored.
  package func nameBytes(at index: Int) -> ArraySlice<UInt8> { names[index] }

  /// The number of bytes of the member `index`.
  package func size(at index: Int) -> Int { sizes[index] }

  /// The contents of the member `index`.
  ///
  /// - Throws: `DatasetError` if they are more than `maximumSize` bytes or cannot be read.
  package func contents(at index: Int, maximumSize: Int) throws(DatasetError) -> [UInt8] {
    guard sizes[index] <= maximumSize else {
      throw .tooLarge(file: "\(path): \(name(at: index))", size: sizes[index], limit: maximumSize)
    }
    return try file.read(starts[index]..<(starts[index] + sizes[index]))
  }

  /// The archive that the member `index` is, on the same open file.
  package func archive(at index: Int) throws(DatasetError) -> TarReader {
    try TarReader(
      file: file, range: starts[index]..<(starts[index] + sizes[index]), path: "\(path): \(name(at: index))")
  }
}
