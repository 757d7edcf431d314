import Foundation

/// The records of a zip archive that tell where its entries are (PKWARE's APPNOTE.TXT, 4.3), with or without Zip64.
///
/// The archive is one file that begins with its first entry. No two entries share a byte, so that what comes out of an
/// archive is bounded by what is in it.
struct ZipDirectory {
  /// The signatures of the records.
  private enum Signature {
    static let local: UInt32 = 0x0403_4b50
    static let central: UInt32 = 0x0201_4b50
    static let end: UInt32 = 0x0605_4b50
    static let end64: UInt32 = 0x0606_4b50
    static let locator64: UInt32 = 0x0706_4b50
  }

  /// What the end of the archive says of the directory.
  private struct Extent {
    var count: UInt64
    var size: UInt64
    var offset: UInt64
    /// Where the records behind the directory begin.
    var end: Int
  }

  private static let endSize = 22
  private static let maximumCommentSize = 65535

  /// The entries in the order of the directory.
  private(set) var entries: [ZipEntry] = []

  private let bytes: Data
  private let file: String

  /// Reads the directory of an archive.
  init(bytes: Data, file: String) throws(ZipError) {
    self.bytes = bytes
    self.file = file
    let extent = try findExtent()
    guard extent.offset <= UInt64(extent.end), extent.size == UInt64(extent.end) - extent.offset else {
      throw failure(.noRecord("directory", offset: extent.offset))
    }
    try readEntries(extent)
    try checkDisjoint(directoryStart: Int(extent.offset))
  }

  private func failure(_ reason: ZipError.Reason) -> ZipError { ZipError(file: file, reason: reason) }

  /// Reads a number that must be there.
  private func word<Word: FixedWidthInteger & BitwiseCopyable>(
    _ type: Word.Type, at offset: Int, of record: String
  ) throws(ZipError) -> Word {
    guard let value = bytes.word(type, at: offset) else {
      throw failure(.noRecord(record, offset: UInt64(max(offset, 0))))
    }
    return value
  }

  // MARK: The end

  /// The offset of the record that ends the archive: the last one whose comment ends with the file.
  private func findEnd() throws(ZipError) -> Int {
    let last = bytes.count - Self.endSize
    var offset = last
    while offset >= max(last - Self.maximumCommentSize, 0) {
      if bytes.word(UInt32.self, at: offset) == Signature.end,
        bytes.word(UInt16.self, at: offset + 20).map({ Int($0) == last - offset }) == true
      {
        return offset
      }
      offset -= 1
    }
    throw failure(.noEnd)
  }

  private func findExtent() throws(ZipError) -> Extent {
    let record = "end of the directory"
    let end = try findEnd()
    let disks = try (word(UInt16.self, at: end + 4, of: record), word(UInt16.self, at: end + 6, of: record))
    let extent = Extent(
      count: UInt64(try word(UInt16.self, at: end + 10, of: record)),
      size: UInt64(try word(UInt32.self, at: end + 12, of: record)),
      offset: UInt64(try word(UInt32.self, at: end + 16, of: record)), end: end)
    guard bytes.word(UInt32.self, at: end - 20) == Signature.locator64 else {
      guard disks == (0, 0) else { throw failure(.severalDisks) }
      return extent
    }
    return try findExtent64(locator: end - 20)
  }

  private func findExtent64(locator: Int) throws(ZipError) -> Extent {
    let record = "end of the directory (Zip64)"
    let offset = try word(UInt64.self, at: locator + 8, of: record)
    guard offset < UInt64(locator), try word(UInt32.self, at: Int(offset), of: record) == Signature.end64 else {
      throw failure(.noRecord(record, offset: offset))
    }
    let end = Int(offset)
    let disks = try (word(UInt32.self, at: end + 16, of: record), word(UInt32.self, at: end + 20, of: record))
    guard disks == (0, 0) else { throw failure(.severalDisks) }
    return Extent(
      count: try word(UInt64.self, at: end + 32, of: record), size: try word(UInt64.self, at: end + 40, of: record),
      offset: try word(UInt64.self, at: end + 48, of: record), end: end)
  }

  // MARK: The entries

  private mutating func readEntries(_ extent: Extent) throws(ZipError) {
    var offset = Int(extent.offset)
    var names: Set<String> = []
    while offset < extent.end {
      guard UInt64(entries.count) < extent.count else { break }
      let entry = try readEntry(at: &offset)
      guard names.insert(entry.name).inserted else { throw failure(.duplicateName(entry.name)) }
      entries.append(entry)
    }
    guard UInt64(entries.count) == extent.count else {
      throw failure(.directory(found: entries.count, expected: extent.count))
    }
    guard offset == extent.end else {
      throw failure(.directory(found: offset - Int(extent.offset), expected: extent.size))
    }
  }

  /// Reads the record of one entry, and moves on to the next.
  private func readEntry(at offset: inout Int) throws(ZipError) -> ZipEntry {
    let record = "entry of the directory"
    let start = offset
    guard try word(UInt32.self, at: start, of: record) == Signature.central else {
      throw failure(.noRecord(record, offset: UInt64(start)))
    }
    let nameLength = Int(try word(UInt16.self, at: start + 28, of: record))
    let extraLength = Int(try word(UInt16.self, at: start + 30, of: record))
    let commentLength = Int(try word(UInt16.self, at: start + 32, of: record))
    guard let nameBytes = bytes.part(at: start + 46, count: nameLength),
      let extra = bytes.part(at: start + 46 + nameLength, count: extraLength)
    else { throw failure(.noRecord(record, offset: UInt64(start))) }
    offset = start + 46 + nameLength + extraLength + commentLength
    guard let name = String(validating: nameBytes, as: UTF8.self) else { throw failure(.nameEncoding(offset: start)) }

    let flags = try word(UInt16.self, at: start + 8, of: record)
    guard flags & 1 == 0 else { throw failure(.encrypted(name)) }
    let methodNumber = try word(UInt16.self, at: start + 10, of: record)
    let method: ZipEntry.Method
    switch methodNumber {
    case 0: method = .stored
    case 8: method = .deflated
    default: throw failure(.method(methodNumber, entry: name))
    }
    let fields = try (
      size: word(UInt32.self, at: start + 24, of: record), stored: word(UInt32.self, at: start + 20, of: record),
      offset: word(UInt32.self, at: start + 42, of: record)
    )
    var wide = Zip64Fields(extra: extra)
    guard let size = wide.value(fields.size), let stored = wide.value(fields.stored),
      let local = wide.value(fields.offset)
    else { throw failure(.noRecord("Zip64 field of the entry \(name.quoted)", offset: UInt64(start))) }
    let range = try dataRange(of: name, local: local, count: stored)
    guard size <= UInt64(Int.max) else { throw failure(.tooLarge(name, size: size, limit: .max)) }
    if method == .stored, size != stored {
      throw failure(.sizeMismatch(name, found: range.count, expected: Int(size)))
    }
    return ZipEntry(
      name: name, method: method, size: Int(size), range: range,
      checksum: try word(UInt32.self, at: start + 16, of: record))
  }

  /// Where the bytes of an entry lie: behind the header that repeats much of what the directory says.
  private func dataRange(of name: String, local: UInt64, count: UInt64) throws(ZipError) -> Range<Int> {
    let record = "header of the entry \(name.quoted)"
    guard local <= UInt64(bytes.count), try word(UInt32.self, at: Int(local), of: record) == Signature.local else {
      throw failure(.noRecord(record, offset: local))
    }
    let start = Int(local)
    let nameLength = Int(try word(UInt16.self, at: start + 26, of: record))
    let extraLength = Int(try word(UInt16.self, at: start + 28, of: record))
    let dataStart = start + 30 + nameLength + extraLength
    guard dataStart <= bytes.count, count <= UInt64(bytes.count - dataStart) else {
      throw failure(.misplaced(name, offset: local))
    }
    return dataStart..<dataStart + Int(count)
  }

  private func checkDisjoint(directoryStart: Int) throws(ZipError) {
    var end = 0
    for entry in entries.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      // An entry has at least a header before its bytes.
      guard entry.range.lowerBound >= end + 30, entry.range.upperBound <= directoryStart else {
        throw failure(.misplaced(entry.name, offset: UInt64(entry.range.lowerBound)))
      }
      end = entry.range.upperBound
    }
  }
}
