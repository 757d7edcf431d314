import StreamCodecs

/// Zip archives whose checksums are those of their contents, so that what is inside of damaged entries is read.
enum ZipRepair {
  /// An archive with the right checksum in every record of its directory whose entry is stored.
  static func repaired(_ archive: [UInt8]) -> [UInt8] {
    var archive = archive
    guard archive.count >= 46 else { return archive }
    for record in 0...archive.count - 46 where archive[record...].starts(with: [0x50, 0x4b, 1, 2]) {
      let local = number(archive, at: record + 42, bytes: 4)
      let size = number(archive, at: record + 20, bytes: 4)
      guard archive[record + 10] == 0, local <= archive.count - 30 else { continue }
      let start =
        local + 30 + number(archive, at: local + 26, bytes: 2) + number(archive, at: local + 28, bytes: 2)
      guard start <= archive.count, size <= archive.count - start else { continue }
      var checksum = CRC32()
      checksum.update(archive.span.extracting(start..<start + size))
      for place in 0..<4 {
        archive[record + 16 + place] = UInt8(truncatingIfNeeded: checksum.value >> (8 * UInt32(place)))
      }
    }
    return archive
  }

  private static func number(_ bytes: [UInt8], at offset: Int, bytes count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }
}
