@testable import Datasets

/// Tar archives and the archives in them, as they come and with the checksums of their headers made right.
enum TarTarget: FuzzTarget {
  static let name = "Tar"

  private static let maximumMembers = 64
  private static let maximumSize = 1 << 14

  // Lists of members take less than a header each; what else there is are two copies and a member's contents.
  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 8 * bytes.count + 1 << 18 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    let archive = bytes.withUnsafeBufferPointer { Array($0) }
    try check(archive)
    try check(repaired(archive))
  }

  private static func check(_ bytes: [UInt8]) throws(Finding) {
    let archive: TarReader
    do throws(DatasetError) {
      archive = try TarReader(bytes: bytes, path: "a.tar")
    } catch {
      return try Finding.checkText(of: error)
    }
    try check(archive, size: bytes.count, depth: 0)
  }

  private static func check(_ archive: TarReader, size: Int, depth: Int) throws(Finding) {
    var total = 0
    for index in 0..<archive.count {
      total += archive.size(at: index)
      try Finding.unless((1...4096).contains(archive.nameBytes(at: index).count), "a name of no or too many bytes")
    }
    try Finding.unless(total <= size, "members of \(total) bytes in an archive of \(size)")
    for index in 0..<min(archive.count, maximumMembers) {
      let size = archive.size(at: index)
      _ = archive.name(at: index)
      let count: Int
      do throws(DatasetError) {
        count = try archive.contents(at: index, maximumSize: maximumSize).count
      } catch {
        try Finding.unless(size > maximumSize, "a member of \(size) bytes gives \(error)")
        count = size
      }
      try Finding.unless(count == size, "a member of \(size) bytes has \(count)")
      guard depth < 2 else { continue }
      let inner: TarReader
      do throws(DatasetError) {
        inner = try archive.archive(at: index)
      } catch {
        try Finding.checkText(of: error)
        continue
      }
      try check(inner, size: size, depth: depth + 1)
    }
  }

  /// An archive with a right sum wherever there seems to be a header.
  private static func repaired(_ archive: [UInt8]) -> [UInt8] {
    var archive = archive
    for start in stride(from: 0, through: archive.count - 512, by: 512) {
      let field = start + 148..<start + 156
      let isNumber = archive[field].allSatisfy { $0 & 0x7f <= 0x20 || (0x30..<0x38).contains($0) }
      guard isNumber, archive[field].contains(where: { $0 >= 0x30 }) else { continue }
      for place in field { archive[place] = 0x20 }
      var sum = archive[start..<start + 512].reduce(0) { $0 + Int($1) }
      for place in (start + 148..<start + 154).reversed() {
        archive[place] = UInt8(0x30 + sum % 8)
        sum /= 8
      }
      archive[start + 154] = 0
    }
    return archive
  }
}
