import ImageCodecs
import StreamCodecs

/// One pass over a tar archive's headers.
///
/// Every step moves on by at least a block, and every size is checked against what is left of the archive, so no input
/// makes it loop or reach outside.
struct TarScan {
  /// A file in the archive.
  struct Member {
    let name: [UInt8]
    /// Where its bytes are in the file that holds the archive.
    let contents: Range<Int>
  }

  /// What pax headers and long names may take: more than any path, and little memory.
  private static let maximumExtensionSize = 1 << 20

  private let file: RandomAccessFile
  private let range: Range<Int>
  private let path: String
  /// Where the next header begins.
  private var offset: Int
  private var count = 0
  /// What pax headers say of all members that follow.
  private var global = PaxRecords()

  /// A scan of the archive that lies in a range of a file.
  init(file: RandomAccessFile, range: Range<Int>, path: String) {
    self.file = file
    self.range = range
    self.path = path
    offset = range.lowerBound
  }

  /// The next file, or nil at the archive's end.
  mutating func next() throws(DatasetError) -> Member? {
    var records = global
    var longName: [UInt8]?
    var isAnnounced = false
    while let (header, start) = try nextHeader() {
      isAnnounced = true
      switch header.kind {
      case .unsupported(let description):
        throw refused(description, at: start)
      case .longName:
        longName = Array(try takeExtension(header.size).prefix { $0 != 0 })
        continue
      case .longLink:
        _ = try takeExtension(header.size)
        continue
      case .extended:
        records = try extended(records, by: header.size)
        continue
      case .global:
        global = try extended(global, by: header.size)
        records = global
      case .skipped:
        _ = try take(records.size ?? header.size)
      case .empty:
        break
      case .file:
        guard !records.isSparse else { throw refused("a sparse file", at: start) }
        let name = try checked(records.path ?? longName ?? header.name, at: start)
        return Member(name: name, contents: try take(records.size ?? header.size))
      }
      (records, longName, isAnnounced) = (global, nil, false)
    }
    guard !isAnnounced else { throw cutShort("a member whose name or size was announced") }
    return nil
  }

  // MARK: - Moving on

  /// The next header and where it begins; nil at the archive's end.
  private mutating func nextHeader() throws(DatasetError) -> (TarHeader, offset: Int)? {
    let start = offset
    guard start < range.upperBound else {
      guard !range.isEmpty else { throw malformed(start, "nothing", "a tar header", "fetch or produce the file again") }
      return nil
    }
    let block = try file.read(start..<(start + min(TarHeader.blockSize, range.upperBound - start)))
    guard start > range.lowerBound || !Gzip.isGzip(block.span) else {
      throw malformed(start, "gzip data", "a tar header", "decompress the archive first, as gunzip does")
    }
    guard block.contains(where: { $0 != 0 }) else {
      offset = range.upperBound
      return nil
    }
    guard block.count == TarHeader.blockSize else { throw cutShort("the rest of a header") }
    count += 1
    guard count <= TarReader.maximumHeaders else {
      throw malformed(
        start, "one more header", "at most \(TarReader.maximumHeaders)", "pack fewer files into an archive")
    }
    offset += TarHeader.blockSize
    do {
      return (try TarHeader(block), start)
    } catch {
      throw malformed(
        start + error.offset, error.found, error.expected, "it is damaged or no archive: fetch or produce it again")
    }
  }

  /// Moves past some contents and returns where they are.
  private mutating func take(_ size: Int) throws(DatasetError) -> Range<Int> {
    guard size <= range.upperBound - offset else { throw cutShort("contents of \(size) bytes") }
    let contents = offset..<(offset + size)
    let padding = (TarHeader.blockSize - size % TarHeader.blockSize) % TarHeader.blockSize
    // The padding of the last member is sometimes missing.
    offset = contents.upperBound + min(padding, range.upperBound - contents.upperBound)
    return contents
  }

  /// Moves past the contents of a header that describes the next one, and returns them.
  private mutating func takeExtension(_ size: Int) throws(DatasetError) -> [UInt8] {
    guard size <= Self.maximumExtensionSize else {
      throw malformed(
        offset, "a name or a pax header of \(size) bytes", "at most \(Self.maximumExtensionSize)",
        "the archive is damaged: fetch or produce it again")
    }
    return try file.read(take(size))
  }

  /// Some records and those of a pax header with that many bytes, which come next.
  private mutating func extended(_ records: PaxRecords, by size: Int) throws(DatasetError) -> PaxRecords {
    let start = offset
    var records = records
    let bytes = try takeExtension(size)
    do {
      try records.apply(bytes)
    } catch {
      throw malformed(
        start + error.offset, error.found, error.expected, "the archive is damaged: fetch or produce it again")
    }
    return records
  }

  // MARK: - Refusals

  /// A member's name, if it is one that a file can have.
  ///
  /// Names are never used as paths here; but those that lead outside have no place in a data set.
  private func checked(_ name: [UInt8], at start: Int) throws(DatasetError) -> [UInt8] {
    let leadsOutside = name.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual("..".utf8) }
    guard !name.isEmpty, name.count <= TarReader.maximumNameSize, !name.contains(0), !leadsOutside else {
      let found = "a member named \"\(String(decoding: name.prefix(80), as: UTF8.self))\""
      throw malformed(
        start, found, "a name of 1 to \(TarReader.maximumNameSize) bytes without zeros and \"..\"",
        "produce the archive again, from within the folder")
    }
    return name
  }

  private func refused(_ description: String, at start: Int) -> DatasetError {
    malformed(start, description, "files, folders and links", "produce the archive again, as with tar --format=ustar")
  }

  private func cutShort(_ missing: String) -> DatasetError {
    let size = range.upperBound - range.lowerBound
    return malformed(
      offset, "the archive ends at byte \(size)", missing, "it is cut short: fetch or produce it again")
  }

  /// An error at a place of the file, told as the place in this archive.
  private func malformed(_ offset: Int, _ found: String, _ expected: String, _ remedy: String) -> DatasetError {
    .malformed(file: path, offset: offset - range.lowerBound, found: found, expected: expected, remedy: remedy)
  }
}
