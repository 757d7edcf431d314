import Foundation

@testable import WeightFormats

/// Zip archives, as they come and with right checksums.
enum ZipTarget: FuzzTarget {
  static let name = "Zip"

  private static let maximumSize = 1 << 20
  private static let maximumEntries = 64

  // Entries take less than a record each; one is decompressed at a time, three times its size and its copy.
  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 4 * maximumSize + 64 * bytes.count + 1 << 18 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    let file = bytes.withUnsafeBufferPointer { Array($0) }
    for file in [file, ZipRepair.repaired(file)] { try check(file) }
  }

  private static func check(_ file: [UInt8]) throws(Finding) {
    let archive: ZipArchive
    do throws(ZipError) {
      archive = try ZipArchive(bytes: Data(file), name: "a.zip")
    } catch {
      return try Finding.checkText(of: error)
    }
    var total = 0
    for entry in archive.entries {
      total += entry.range.count
      try Finding.unless(entry.range.upperBound <= file.count, "an entry behind the end")
      try Finding.unless(archive.entry(named: entry.name) == entry, "\(entry.name.debugDescription) is not found")
    }
    try Finding.unless(total < max(file.count, 1), "\(total) bytes of entries in an archive of \(file.count)")
    for entry in archive.entries.prefix(maximumEntries) {
      let contents: Data
      do throws(ZipError) {
        contents = try archive.contents(of: entry.name, maximumSize: maximumSize)
      } catch {
        try Finding.checkText(of: error)
        continue
      }
      try Finding.unless(contents.count == entry.size, "\(contents.count) bytes of \(entry.size)")
      // Every byte is looked at, so that one out of bounds is seen.
      _ = contents.reduce(0, &+)
    }
  }
}
