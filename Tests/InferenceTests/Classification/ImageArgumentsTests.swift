import ImageCodecs
import Inference
import TestSupport
import Testing

struct ImageArgumentsTests {
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["b.jpg", "a.PNG", "notes.txt", "deep/c.jpeg", "deep/d.ppm", ".hidden.jpg", "e[1].jpg"] {
      try folder.write([0], to: name)
    }
    return folder
  }

  private func none(_: Int) -> [UInt8] { [] }

  @Test func `a folder stands for all images below it, in order`() throws {
    let folder = try folder()
    let images = try ImageArguments([folder.path], standardInput: none)
    #expect(images.paths == ["a.PNG", "b.jpg", "deep/c.jpeg", "deep/d.ppm", "e[1].jpg"].map { folder.path + "/" + $0 })
    try folder.write([0], to: "empty/readme")
    #expect(throws: ImageArguments.Problem.empty(folder.path("empty"))) {
      try ImageArguments([folder.path("empty")], standardInput: none)
    }
  }

  @Test func `a pattern stands for what it matches, a file for itself even if its name looks like one`() throws {
    let folder = try folder()
    #expect(
      try ImageArguments([folder.path + "/*.jpg"], standardInput: none).paths
        == ["b.jpg", "e[1].jpg"].map { folder.path + "/" + $0 })
    #expect(
      try ImageArguments([folder.path("e[1].jpg"), folder.path("notes.txt")], standardInput: none).paths.count == 2)
    #expect(throws: ImageArguments.Problem.noMatch(folder.path + "/*.gif")) {
      try ImageArguments([folder.path + "/*.gif"], standardInput: none)
    }
    #expect(throws: ImageArguments.Problem.missing(folder.path("z.jpg"))) {
      try ImageArguments([folder.path("z.jpg")], standardInput: none)
    }
  }

  @Test(arguments: ["one.jpg\ntwo three.jpg\r\n\n", "one.jpg\0two three.jpg\0"])
  func `standard input is a list of paths`(_ text: String) throws {
    let images = try ImageArguments(["-"]) { _ in Array(text.utf8) }
    #expect(images.paths == ["one.jpg", "two three.jpg"])
    #expect(images.contents.isEmpty)
  }

  @Test func `standard input that begins like an image is one`() throws {
    let bytes = PNGEncoder.encode(Image(width: 1, height: 1, channels: 1, pixels: [7]))
    let folder = try folder()
    let images = try ImageArguments([folder.path("b.jpg"), "-"]) { _ in bytes }
    #expect(images.paths == [folder.path("b.jpg"), "standard input"])
    #expect(images.contents == [1: bytes])
    #expect(throws: ImageArguments.Problem.self) { try ImageArguments(["-"], standardInput: none) }
  }
}
