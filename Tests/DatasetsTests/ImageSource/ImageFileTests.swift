import Datasets
import Files
import ImageCodecs
import TestSupport
import Testing

struct ImageFileTests {
  private let picture = Image(width: 3, height: 2, channels: 3, pixels: (0..<18).map { UInt8($0 * 14) })

  @Test(arguments: ["a.png", "a.PNG", "a.ppm", "a.pnm"])
  func `an image that is written without loss is read as it was`(name: String) throws {
    let folder = try TemporaryFolder()
    try ImageFile.write(picture, path: folder.path(name))
    let read = try ImageFile.read(path: folder.path(name))
    #expect(read.image == picture)
    #expect(read.format == (name.lowercased() == "a.png" ? .png : .pnm))
    #expect(!read.isTruncated)
    #expect(try folder.names() == [name])
  }

  @Test func `a gray map has the luminance, a pixel map of gray repeats it`() throws {
    let folder = try TemporaryFolder()
    try ImageFile.write(picture, path: folder.path("a.pgm"))
    #expect(try ImageFile.read(path: folder.path("a.pgm")).image == picture.gray())
    try ImageFile.write(picture.gray(), path: folder.path("b.ppm"))
    #expect(try ImageFile.read(path: folder.path("b.ppm")).image == picture.gray().rgb())
  }

  @Test(arguments: ["a.jpg", "a.JPEG"])
  func `JPEG files have the quality that is asked for`(name: String) throws {
    let folder = try TemporaryFolder()
    try ImageFile.write(picture, path: folder.path(name), quality: 30)
    let expected = try JPEGEncoder.encode(picture, options: JPEGEncodingOptions(quality: 30))
    #expect(try folder.contents(name) == expected)
  }

  @Test func `what a file is decides, not its name`() throws {
    let folder = try TemporaryFolder()
    try folder.write(PNGEncoder.encode(picture), to: "a.JPEG")
    #expect(try ImageFile.read(path: folder.path("a.JPEG")).format == .png)
  }

  @Test(arguments: ["a.gif", "png", "a", "a.png.txt", ""])
  func `other endings cannot be written`(name: String) {
    #expect(!ImageFile.canWrite(name))
  }

  @Test func `errors name the file`() throws {
    let folder = try TemporaryFolder()
    try folder.write([1, 2, 3], to: "a.png")
    let path = folder.path("a.png")
    #expect(throws: DatasetError.image(name: path, ImageError(nil, .unrecognized, offset: 0))) {
      try ImageFile.read(path: path)
    }
    #expect(throws: DatasetError.self) { try ImageFile.read(path: folder.path("missing.png")) }
    let wide = Image(width: 65536, height: 1, channels: 1, pixels: [UInt8](repeating: 0, count: 65536))
    #expect(
      throws: DatasetError.encoding(file: folder.path("a.jpg"), .tooLarge(width: 65536, height: 1))
    ) { try ImageFile.write(wide, path: folder.path("a.jpg")) }
    #expect(try folder.names() == ["a.png"])
  }
}
