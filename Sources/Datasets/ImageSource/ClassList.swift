import Foundation

/// Lists of class names in files of their own.
public enum ClassList {
  private static let maximumSize = 1 << 24

  /// The classes of a text file in the order of labels: a name a line, or a WordNet id and a name.
  ///
  /// - Throws: `DatasetError` if the file cannot be read, is not UTF-8, or has a blank line between two names.
  public static func read(path: String) throws(DatasetError) -> [ImageClass] {
    let file = URL(fileURLWithPath: path)
    let bytes = try DatasetFile.contents(of: file, maximumSize: maximumSize)
    let remedy = "write one class name a line, in UTF-8"
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .malformed(
        file: path, offset: 0, found: "bytes that are not UTF-8", expected: "a list of names", remedy: remedy)
    }
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map {
      $0.trimmingCharacters(in: CharacterSet.whitespaces.union(["\u{feff}"]))
    }
    while lines.last == "" { lines.removeLast() }
    if let blank = lines.firstIndex(of: "") {
      throw .malformed(
        file: path, offset: 0, found: "line \(blank + 1) is blank", expected: "a class name", remedy: remedy)
    }
    return lines.map { line in
      let parts = line.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, ImageNetClasses.isWordNetIdentifier(parts[0]) else {
        return ImageClass(identifier: line)
      }
      return ImageClass(identifier: String(parts[0]), name: String(parts[1]))
    }
  }
}
