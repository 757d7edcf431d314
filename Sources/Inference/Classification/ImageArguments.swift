import Files
import Foundation
import ImageCodecs

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Images as a command line names them: files, folders, patterns, and standard input.
///
/// - A file stands for itself, whatever its name.
/// - A folder stands for all images below it, by their endings, in the order of their paths.
/// - A pattern with `*`, `?` or `[…]` that is no file stands for the files that it matches, in order.
/// - `-` is standard input: one image if it begins like one, else a list of paths, one a line (or ended by NUL, as
///   `find -print0` writes them).
public struct ImageArguments: Sendable {
  /// Why arguments name no images.
  public enum Problem: Error, Equatable, Sendable, CustomStringConvertible {
    /// Nothing has this path.
    case missing(String)
    /// A pattern matches no file.
    case noMatch(String)
    /// A folder has no images.
    case empty(String)
    /// Standard input has nothing, or more than the limit.
    case standardInput(String)

    /// What is wrong, and what to do.
    public var description: String {
      switch self {
      case .missing(let path): "\(path): there is no such file or folder; check the path"
      case .noMatch(let pattern):
        "\(pattern): no file matches the pattern; check it, or quote it so that it is not changed"
      case .empty(let path):
        "\(path): the folder has no images (\(ImageArguments.endings.sorted().joined(separator: ", ")))"
      case .standardInput(let problem): "standard input \(problem)"
      }
    }
  }

  /// Paths, or what an image in memory is called.
  public private(set) var paths: [String] = []
  /// The bytes of images in memory, by position.
  public private(set) var contents: [Int: [UInt8]] = [:]

  private static let endings: Set<String> = ["jpg", "jpeg", "png", "ppm", "pgm", "pnm", "pbm"]
  /// More than any image or list that makes sense.
  private static let standardInputLimit = 1 << 28

  /// Finds the images of arguments.
  ///
  /// - Parameters:
  ///   - arguments: files, folders, patterns, "-".
  ///   - standardInput: reads standard input up to a number of bytes.
  /// - Throws: `Problem`.
  public init(
    _ arguments: [String], standardInput: (Int) -> [UInt8] = Self.readStandardInput
  ) throws(Problem) {
    for argument in arguments {
      if argument == "-" {
        try append(standardInput: standardInput(Self.standardInputLimit + 1))
      } else {
        try append(path: argument)
      }
    }
  }

  private mutating func append(path: String) throws(Problem) {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      guard isFolder.boolValue else { return paths.append(path) }
      let images = Self.images(below: path)
      guard !images.isEmpty else { throw .empty(path) }
      paths += images
      return
    }
    guard path.contains(where: { "*?[".contains($0) }) else { throw .missing(path) }
    let matches = Self.matches(path).sorted()
    guard !matches.isEmpty else { throw .noMatch(path) }
    for match in matches {
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: match, isDirectory: &isFolder)
      if exists && !isFolder.boolValue { paths.append(match) }
    }
  }

  private mutating func append(standardInput bytes: [UInt8]) throws(Problem) {
    guard bytes.count <= Self.standardInputLimit else {
      throw .standardInput("has more than \(Self.standardInputLimit) bytes; give the images as files")
    }
    if ImageFormat(startingWith: bytes.span) != nil {
      contents[paths.count] = bytes
      paths.append("standard input")
      return
    }
    let end: UInt8 = bytes.contains(0) ? 0 : UInt8(ascii: "\n")
    var lines = bytes.split(separator: end).map { String(decoding: $0, as: UTF8.self) }
    if end != 0 { lines = lines.map { $0.hasSuffix("\r") ? String($0.dropLast()) : $0 } }
    lines = lines.filter { !$0.isEmpty }
    guard !lines.isEmpty else { throw .standardInput("is empty; give an image, or a list of paths, one a line") }
    paths += lines
  }

  /// Images in a folder and in those below it.
  private static func images(below folder: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    let images = names.filter { name in
      guard let dot = name.lastIndex(of: "."), !name.hasPrefix(".") else { return false }
      return endings.contains(name[name.index(after: dot)...].lowercased())
    }
    return images.sorted().map { folder.hasSuffix("/") ? folder + $0 : folder + "/" + $0 }
  }

  private static func matches(_ pattern: String) -> [String] {
    var result = glob_t()
    defer { globfree(&result) }
    guard glob(pattern, 0, nil, &result) == 0 else { return [] }
    return (0..<Int(result.gl_pathc)).compactMap { result.gl_pathv[$0].map { String(cString: $0) } }
  }

  /// Standard input, up to a number of bytes.
  public static func readStandardInput(limit: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < limit {
      guard let data = try? FileHandle.standardInput.read(upToCount: min(1 << 20, limit - bytes.count)), !data.isEmpty
      else { break }
      bytes += data
    }
    return bytes
  }
}
