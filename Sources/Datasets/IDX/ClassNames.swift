import Foundation

/// The list of class names beside a data set.
enum ClassNames {
  private static let fileName = "classes.txt"
  private static let maximumSize = 1 << 20
  /// What may surround a name: blanks, and the byte order mark with which some editors begin a file.
  private static let surroundings = CharacterSet.whitespaces.union(["\u{feff}"])

  /// The names in the folder's `classes.txt`, one a line in UTF-8; without that file the numbers from 0 to `count - 1`.
  ///
  /// - Throws: `DatasetError` if the file is not such a list, a line between two names is blank, or there are fewer
  ///   than `count`.
  static func read(from folder: URL, count: Int) throws(DatasetError) -> [String] {
    let file = folder.appendingPathComponent(fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return (0..<count).map(String.init) }
    let bytes = try DatasetFile.contents(of: file, maximumSize: maximumSize)
    let remedy = "write one class name a line, in UTF-8"
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .malformed(
        file: file.path, offset: 0, found: "bytes that are not UTF-8", expected: "a list of names", remedy: remedy)
    }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    var names = lines.map { $0.trimmingCharacters(in: surroundings) }
    while names.last == "" { names.removeLast() }
    if let blank = names.firstIndex(of: "") {
      throw .malformed(
        file: file.path, offset: text.utf8.distance(from: text.startIndex, to: lines[blank].startIndex),
        found: "line \(blank + 1) is blank", expected: "a class name", remedy: remedy)
    }
    guard names.count >= count else {
      throw .missingClassNames(file: file.path, found: names.count, expected: count)
    }
    return names
  }
}
