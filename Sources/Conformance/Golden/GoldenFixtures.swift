import Foundation

/// A folder of golden cases.
public struct GoldenFixtures: Sendable {
  /// The folder.
  public let folder: URL
  /// The ids of its cases, in order.
  public let ids: [String]

  /// The groups of cases: folders that are looked into.
  static let groups = ["networks", "operations", "preparation", "training"]

  /// Finds the cases of a folder.
  ///
  /// - Throws: `GoldenError.Reason.noCases` if there are none.
  public init(folder: URL) throws(GoldenError) {
    self.folder = folder
    var ids: [String] = []
    for group in Self.groups {
      guard
        let paths = FileManager.default.enumerator(atPath: folder.appending(path: group).path(percentEncoded: false))
      else { continue }
      for case let path as String in paths where path.hasSuffix("/case.json") {
        ids.append("\(group)/\(path.dropLast("/case.json".count))")
      }
    }
    guard !ids.isEmpty else { throw GoldenError(folder.path(percentEncoded: false), .noCases) }
    self.ids = ids.sorted()
  }

  /// The cases that come with this package: `Fixtures` beside its sources, else in the current directory.
  ///
  /// - Throws: `GoldenError` if neither has any.
  public static func standard() throws(GoldenError) -> GoldenFixtures {
    var sources = URL(filePath: #filePath)
    for _ in 0..<4 { sources.deleteLastPathComponent() }
    do {
      return try GoldenFixtures(folder: sources.appending(path: "Fixtures"))
    } catch {
      let current = URL(filePath: FileManager.default.currentDirectoryPath).appending(path: "Fixtures")
      return try GoldenFixtures(folder: current)
    }
  }

  /// Reads a case.
  ///
  /// - Throws: `GoldenError` if it is malformed.
  public func read(_ id: String) throws(GoldenError) -> GoldenCase {
    try GoldenCase(folder: folder.appending(path: id), id: id)
  }
}
