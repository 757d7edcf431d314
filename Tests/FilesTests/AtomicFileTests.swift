import Files
import Foundation
import TestSupport
import Testing

struct AtomicFileTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func `a committed file holds what was written, and nothing lies beside it`() throws {
    var file = try AtomicFile(path: folder.path("a"))
    for piece in [[1, 2], [], [3]] as [[UInt8]] {
      try piece.span.bytes.withUnsafeBytes { (bytes) throws(FileError) in try file.write(bytes) }
    }
    try file.commit()
    #expect(try folder.contents("a") == [1, 2, 3])
    #expect(try folder.names() == ["a"])
  }

  @Test func `the destination keeps its content until the commit`() throws {
    try folder.write([9], to: "a")
    var file = try AtomicFile(path: folder.path("a"))
    try write([1, 2, 3], to: &file)
    #expect(try folder.contents("a") == [9])
    #expect(try folder.names() == ["a", "a.partial-\(ProcessInfo.processInfo.processIdentifier)"])
    try file.commit()
    #expect(try folder.contents("a") == [1, 2, 3])
  }

  @Test func `a file that is never committed leaves nothing`() throws {
    do {
      var file = try AtomicFile(path: folder.path("a"))
      try write([1, 2, 3], to: &file)
      #expect(try folder.names().count == 1)
    }
    #expect(try folder.names().isEmpty)
  }

  @Test func `two writers of one destination do not share bytes`() throws {
    var first = try AtomicFile(path: folder.path("a"))
    var second = try AtomicFile(path: folder.path("a"))
    try write([1], to: &first)
    try write([2], to: &second)
    try first.commit()
    #expect(try folder.contents("a") == [1])
    try second.commit()
    #expect(try folder.contents("a") == [2])
    #expect(try folder.names() == ["a"])
  }

  @Test func `a partial file that a killed process of the same number left is not in the way`() throws {
    let leftover = "a.partial-\(ProcessInfo.processInfo.processIdentifier)"
    try folder.write([7], to: leftover)
    var file = try AtomicFile(path: folder.path("a"))
    try write([1], to: &file)
    try file.commit()
    #expect(try folder.contents("a") == [1])
    #expect(try folder.contents(leftover) == [7])
  }

  @Test func `five megabytes arrive as they were`() throws {
    let bytes = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &>> 3) }
    var file = try AtomicFile(path: folder.path("a"))
    try write(bytes, to: &file)
    try file.commit()
    #expect(try folder.contents("a") == bytes)
  }

  @Test func `short and interrupted writes go on where they stopped`() {
    let bytes: [UInt8] = Array(0..<100)
    var taken: [UInt8] = []
    var calls = 0
    let code = bytes.withUnsafeBytes { bytes in
      AtomicFile.writeAll(bytes) { base, count in
        calls += 1
        guard calls % 3 != 0 else { return (-1, EINTR) }
        let short = min(count, 7)
        taken += UnsafeRawBufferPointer(start: base, count: short)
        return (short, 0)
      }
    }
    #expect(code == 0)
    #expect(taken == bytes)
  }

  @Test(arguments: [(-1, ENOSPC, ENOSPC), (-1, EIO, EIO), (0, 0, ENOSPC)] as [(Int, Int32, Int32)])
  func `a write that takes nothing ends with its error`(count: Int, code: Int32, expected: Int32) {
    let found = [UInt8](repeating: 1, count: 9).withUnsafeBytes { bytes in
      AtomicFile.writeAll(bytes) { _, offered in offered == 9 ? (4, 0) : (count, code) }
    }
    #expect(found == expected)
  }

  @Test func `a missing folder is an error that names the file and the remedy`() throws {
    let path = folder.path("missing/a")
    let error = #expect(throws: FileError.self) { _ = try AtomicFile(path: path) }
    #expect(error?.path == path)
    #expect(error?.operation == .create)
    #expect(error?.code == ENOENT)
    #expect(
      error?.description
        == "\(path): cannot create: No such file or directory: check the path; its folder must exist")
  }

  @Test func `a folder as destination is an error that leaves nothing`() throws {
    try FileManager.default.createDirectory(atPath: folder.path("a"), withIntermediateDirectories: false)
    var file = try AtomicFile(path: folder.path("a"))
    try write([1], to: &file)
    do {
      try file.commit()
      Issue.record("a folder was replaced")
    } catch {
      #expect(error.operation == .rename)
      #expect(error.code == EISDIR)
    }
    #expect(try folder.names() == ["a"])
  }

  @Test func `a full volume is explained`() {
    let error = FileError(path: "weights", operation: .write, code: ENOSPC)
    #expect(error.reason == "No space left on device")
    #expect(error.description.contains("free space on the volume"))
  }

  private func write(_ bytes: [UInt8], to file: inout AtomicFile) throws(FileError) {
    try bytes.span.bytes.withUnsafeBytes { (bytes) throws(FileError) in try file.write(bytes) }
  }
}
