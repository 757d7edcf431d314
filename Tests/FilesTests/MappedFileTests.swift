import Files
import Foundation
import TestSupport
import Testing

struct MappedFileTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test(arguments: [0, 1, 4096, 100_000])
  func `a file's bytes are its bytes`(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 13) }
    try folder.write(bytes, to: "a")
    #expect(try [UInt8](MappedFile.bytes(ofFile: folder.path("a"))) == bytes)
  }

  @Test func `a file replaced by renaming keeps its old bytes for who has it open`() throws {
    try folder.write([UInt8](repeating: 1, count: 10_000), to: "a")
    let bytes = try MappedFile.bytes(ofFile: folder.path("a"))
    let file = try AtomicFile(path: folder.path("a"))
    try file.commit()
    #expect(try folder.contents("a").isEmpty)
    #expect(bytes.allSatisfy { $0 == 1 })
  }

  @Test func `a missing file is an error that names it`() throws {
    let error = #expect(throws: FileError.self) { try MappedFile.bytes(ofFile: folder.path("a")) }
    #expect(error == FileError(path: folder.path("a"), operation: .open, code: ENOENT))
  }

  @Test func `a folder is refused`() throws {
    let error = #expect(throws: FileError.self) { try MappedFile.bytes(ofFile: folder.path) }
    #expect(error?.code == EISDIR)
  }

  @Test func `an endless device is refused`() {
    let error = #expect(throws: FileError.self) { try MappedFile.bytes(ofFile: "/dev/zero") }
    #expect(error?.description.contains("regular file") == true)
  }

  @Test(.timeLimit(.minutes(1))) func `a pipe that nobody writes is refused at once`() throws {
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    let error = #expect(throws: FileError.self) { try MappedFile.bytes(ofFile: folder.path("pipe")) }
    #expect(error?.code == EINVAL)
  }
}
