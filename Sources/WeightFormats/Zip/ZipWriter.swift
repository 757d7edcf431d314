import Files
import StreamCodecs

/// A writer of one zip archive of stored entries whose bytes begin at multiples of 64, as PyTorch writes and maps them.
///
/// The archive appears under its name at `commit()`, whole and durably, or not at all. It has no times, so that equal
/// entries give equal files. Numbers that do not fit into 32 bits are written as Zip64 has them.
struct ZipWriter: ~Copyable {
  /// The bytes of each entry begin at a multiple of this.
  static let alignment: UInt64 = 64

  /// What the directory will say.
  private struct Record {
    var name: [UInt8]
    var size: UInt64
    var offset: UInt64
    var checksum: UInt32
  }

  /// 1 January 1980, the earliest date that the format has.
  private static let date: UInt16 = 0x21
  /// The identifier of the extra field that fills up to the alignment, PyTorch's own.
  private static let padding: UInt16 = 0x4246

  private let path: String
  /// The least number that is written with 64 bits.
  private let limit: UInt64
  private var file: AtomicFile
  private var offset: UInt64 = 0
  private var records: [Record] = []

  /// Opens the archive beside its destination.
  ///
  /// `limit` is the least number that needs Zip64, for tests.
  init(path: String, limit: UInt64 = UInt64(UInt32.max)) throws(ZipError) {
    file = try Self.begin(path)
    self.path = path
    self.limit = limit
  }

  private static func begin(_ path: String) throws(ZipError) -> AtomicFile {
    do {
      return try AtomicFile(path: path)
    } catch {
      throw ZipError(file: path, reason: .file(error))
    }
  }

  /// Adds an entry; no two may have the same name, of at most 65,535 bytes.
  mutating func add(_ name: String, _ contents: UnsafeRawBufferPointer) throws(ZipError) {
    let name = Array(name.utf8)
    precondition(name.count <= UInt16.max, "an entry's name has at most 65,535 bytes")
    let isNew = !records.contains { $0.name == name }
    precondition(isNew, "an entry is added once")
    var checksum = CRC32()
    checksum.update(contents.bindMemory(to: UInt8.self).span)
    let record = Record(name: name, size: UInt64(contents.count), offset: offset, checksum: checksum.value)

    let isWide = record.size >= limit
    var extra: [UInt8] = []
    if isWide { extra.append(words: UInt16(1), UInt16(16), record.size, record.size) }
    let start = offset + 30 + UInt64(name.count) + UInt64(extra.count)
    // The filling field itself takes four bytes.
    let fill = (2 * Self.alignment - (start + 4) % Self.alignment) % Self.alignment
    extra.append(words: Self.padding, UInt16(fill))
    extra += [UInt8](repeating: UInt8(ascii: "Z"), count: Int(fill))

    let size = isWide ? UInt32.max : UInt32(record.size)
    var header: [UInt8] = []
    header.append(words: UInt32(0x0403_4b50), version(isWide), UInt16(1 << 11), UInt16(0), UInt16(0), Self.date)
    header.append(words: record.checksum, size, size, UInt16(name.count), UInt16(extra.count))
    try write(header + name + extra)
    try write(contents)
    records.append(record)
  }

  /// Adds an entry of these bytes.
  mutating func add(_ name: String, _ contents: [UInt8]) throws(ZipError) {
    try contents.span.bytes.withUnsafeBytes { (bytes) throws(ZipError) in try add(name, bytes) }
  }

  /// Writes the directory, and makes the archive appear under its name.
  consuming func commit() throws(ZipError) {
    let start = offset
    for record in records { try write(directoryEntry(record)) }
    try write(end(directory: start..<offset))
    let path = path
    do {
      try file.commit()
    } catch {
      throw ZipError(file: path, reason: .file(error))
    }
  }

  private func directoryEntry(_ record: Record) -> [UInt8] {
    let isWide = record.size >= limit
    let isFar = record.offset >= limit
    var wide: [UInt8] = []
    if isWide { wide.append(words: record.size, record.size) }
    if isFar { wide.append(words: record.offset) }
    var extra: [UInt8] = []
    if !wide.isEmpty { extra.append(words: UInt16(1), UInt16(wide.count)) }
    extra += wide
    let size = isWide ? UInt32.max : UInt32(record.size)
    let version = version(isWide || isFar)
    var entry: [UInt8] = []
    entry.append(words: UInt32(0x0201_4b50), version, version, UInt16(1 << 11), UInt16(0), UInt16(0), Self.date)
    entry.append(words: record.checksum, size, size, UInt16(record.name.count), UInt16(extra.count))
    // No comment, the first disk, no attributes.
    entry.append(words: UInt16(0), UInt16(0), UInt16(0), UInt32(0))
    entry.append(words: isFar ? UInt32.max : UInt32(record.offset))
    return entry + record.name + extra
  }

  private func end(directory: Range<UInt64>) -> [UInt8] {
    let count = UInt64(records.count)
    let size = directory.upperBound - directory.lowerBound
    var bytes: [UInt8] = []
    if count >= UInt64(UInt16.max) || size >= limit || directory.lowerBound >= limit {
      bytes.append(words: UInt32(0x0606_4b50), UInt64(44), version(true), version(true), UInt32(0), UInt32(0))
      bytes.append(words: count, count, size, directory.lowerBound)
      bytes.append(words: UInt32(0x0706_4b50), UInt32(0), directory.upperBound, UInt32(1))
    }
    let shortCount = UInt16(clamping: count)
    bytes.append(words: UInt32(0x0605_4b50), UInt16(0), UInt16(0), shortCount, shortCount)
    bytes.append(words: size >= limit ? UInt32.max : UInt32(size))
    bytes.append(words: directory.lowerBound >= limit ? UInt32.max : UInt32(directory.lowerBound), UInt16(0))
    return bytes
  }

  /// The version of the format that a reader must know: 4.5 for Zip64, 2.0 else.
  private func version(_ isWide: Bool) -> UInt16 { isWide ? 45 : 20 }

  private mutating func write(_ bytes: [UInt8]) throws(ZipError) {
    try bytes.span.bytes.withUnsafeBytes { (bytes) throws(ZipError) in try write(bytes) }
  }

  private mutating func write(_ bytes: UnsafeRawBufferPointer) throws(ZipError) {
    do {
      try file.write(bytes)
    } catch {
      throw ZipError(file: path, reason: .file(error))
    }
    offset += UInt64(bytes.count)
  }
}

extension [UInt8] {
  /// Appends numbers, each little-endian.
  fileprivate mutating func append<each Word: FixedWidthInteger>(words: repeat each Word) {
    for word in repeat each words { Swift.withUnsafeBytes(of: word.littleEndian) { append(contentsOf: $0) } }
  }
}
