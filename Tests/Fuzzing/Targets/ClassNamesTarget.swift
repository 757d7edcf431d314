import Foundation

@testable import Datasets

/// Lists of names, "classes.txt": the first byte is the number of classes, the rest the file.
enum ClassNamesTarget: FuzzTarget {
  static let name = "ClassNames"

  // A name of one character takes a string and a substring.
  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 128 * bytes.count + 1 << 20 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    var input = FuzzInput(bytes)
    let count = input.byte()
    let folder = URL(filePath: try ScratchFolder.path("names"), directoryHint: .isDirectory)
    try ScratchFolder.write(input.rest(), to: folder.path + "/classes.txt")
    let names: [String]
    do throws(DatasetError) {
      names = try ClassNames.read(from: folder, count: count)
    } catch {
      return try Finding.checkText(of: error)
    }
    try Finding.unless(names.count >= count && !names.contains(""), "\(names.count) names for \(count) classes")
    do throws(DatasetError) {
      let lines = try FileCollection(folder: folder).lines(of: "classes.txt", maximumSize: 1 << 20)
      _ = lines.count
    } catch {
      try Finding.checkText(of: error)
    }
  }
}
