import Foundation

/// A new empty folder that is removed with its owner.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("datasets-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    // A folder that cannot be removed is the system's to clean up.
    try? FileManager.default.removeItem(at: url)
  }

  func write(_ bytes: [UInt8], as name: String) throws {
    try Data(bytes).write(to: url.appendingPathComponent(name))
  }
}
