import Foundation
import Testing

/// An operation is found in places of the same name: its source, its reference, its tests, its article and its
/// golden cases.
@Suite struct HouseTests {
  private static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Folders of Sources/Operations: every operation's, but not the shared geometry and the documentation.
  private static let operations: [String] = {
    let folder = package.appending(path: "Sources/Operations")
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))
    return (names ?? [])
      .filter { isFolder(folder.appending(path: $0)) && !$0.hasSuffix(".docc") && $0 != "Geometry" }
      .sorted()
  }()

  @Test(arguments: operations)
  func `an operation has its source, reference, tests and article`(_ operation: String) {
    for path in [
      "Sources/Operations/\(operation)/\(operation).swift",
      "Sources/Operations/\(operation)/\(operation)Reference.swift",
      "Tests/OperationsTests/\(operation)Tests.swift",
      "Sources/Operations/Operations.docc/\(operation).md",
    ] {
      let file = Self.package.appending(path: path).path(percentEncoded: false)
      #expect(FileManager.default.fileExists(atPath: file), "there is no \(path)")
    }
  }

  @Test(arguments: operations)
  func `an operation has golden cases`(_ operation: String) throws {
    var name = ""
    for character in operation {
      if character.isUppercase && !name.isEmpty { name += "-" }
      name += character.lowercased()
    }
    let folder = Self.package.appending(path: "Fixtures/operations/\(name)")
    let cases = try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))
    #expect(cases.count { !$0.hasPrefix(".") } >= 2, "\(name)")
  }

  @Test func `an article is about an operation, or about all of them`() throws {
    let catalog = Self.package.appending(path: "Sources/Operations/Operations.docc").path(percentEncoded: false)
    let articles = try FileManager.default.contentsOfDirectory(atPath: catalog).filter { $0.hasSuffix(".md") }
    let names = Set(articles.map { String($0.dropLast(3)) })
    #expect(names == Set(Self.operations).union(["Operations"]))
  }

  @Test func `there are operations to look for`() {
    #expect(Self.operations.contains("Convolution"))
    #expect(Self.operations.count >= 12)
  }

  private static func isFolder(_ url: URL) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path(percentEncoded: false), isDirectory: &isDirectory)
      && isDirectory.boolValue
  }
}
