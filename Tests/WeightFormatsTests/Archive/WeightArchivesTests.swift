import Files
import Foundation
import TestSupport
import Testing
import WeightFormats

struct WeightArchivesTests {
  @Test func `a file is opened in the format of its content, whatever its name`() throws {
    let folder = try TemporaryFolder()
    try folder.write(SafetensorsFixture.python, to: "weights.pth")
    let archive = try WeightArchives.open(path: folder.path("weights.pth"))
    #expect(archive.formatName == "safetensors")
    #expect(archive.name == folder.path("weights.pth"))
    #expect(try archive.values("half") == [0.5, 0x1p-24, -65504, .infinity])
  }

  @Test(arguments: ["", "P", "weights", "\u{7F}ELF\u{1}\u{1}\u{1}", "<!DOCTYPE html>"])
  func `what is of no known format is refused with the formats that are`(text: String) {
    let error = #expect(throws: WeightArchiveError.self) {
      try WeightArchives.open(bytes: Data(text.utf8), name: "unknown")
    }
    #expect(error?.reason == .unknownFormat(beginning: Array(text.utf8.prefix(8))))
    #expect(error?.description.hasPrefix("unknown: ") == true)
    #expect(error?.description.contains("safetensors") == true)
  }

  @Test func `a missing file is an error that names it`() {
    let error = #expect(throws: WeightArchiveError.self) { try WeightArchives.open(path: "/nowhere/a.pth") }
    #expect(error?.reason == .file(FileError(path: "/nowhere/a.pth", operation: .open, code: ENOENT)))
    #expect(error?.description.hasPrefix("/nowhere/a.pth: cannot open: ") == true)
  }
}
