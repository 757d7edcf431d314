import Foundation

/// A folder in memory, where the system has one, for readers that want paths.
enum ScratchFolder {
  /// The folder's path; one for each process and use.
  static func path(_ use: String) throws(Finding) -> String {
    let memory = "/dev/shm"
    let root = FileManager.default.isWritableFile(atPath: memory) ? memory : FileManager.default.temporaryDirectory.path
    let path = "\(root)/alexnet-fuzzing-\(ProcessInfo.processInfo.processIdentifier)/\(use)"
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Finding("no folder to write to: \(error)")
    }
    return path
  }

  /// Writes a file, without the care that data of users get.
  static func write(_ bytes: [UInt8], to path: String) throws(Finding) {
    guard let file = fopen(path, "w") else { throw Finding("\(path) cannot be written") }
    defer { _ = fclose(file) }
    try Finding.unless(fwrite(bytes, 1, bytes.count, file) == bytes.count, "\(path) cannot be written")
  }

  /// Removes the folders of this process.
  static func removeAll() {
    for root in ["/dev/shm", FileManager.default.temporaryDirectory.path] {
      // What is not there needs no removing.
      try? FileManager.default.removeItem(
        atPath: "\(root)/alexnet-fuzzing-\(ProcessInfo.processInfo.processIdentifier)")
    }
  }
}
