import ImageCodecs
import TestSupport
import Testing

@testable import Datasets

/// What sources of files have in common, whether the files lie in folders or in archives.
@Suite struct EncodedImageSourceTests {
  /// A raw pixel map of one pixel.
  private static let pixel = Array("P6 1 1 255\n".utf8) + [10, 20, 30]
  private static let classes = [ImageClass(identifier: "a"), ImageClass(identifier: "b")]

  /// The pixel as the second image, of the class 1, in a folder and in an archive.
  private static func withSources(limit: Int = 1 << 20, _ body: (any ImageSource) throws -> Void) throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: "x.ppm")
    try folder.write(pixel, to: "y.ppm")
    var files = FolderImages(root: Array(folder.path.utf8), classes: classes, maximumSize: limit)
    for (label, name) in ["x.ppm", "y.ppm"].enumerated() { files.append(name.utf8, label: label) }
    try body(files)

    let archive = try TarReader(bytes: TarBytes.archive([("y.ppm", pixel), ("x.ppm", [1])]), path: "folder/a.tar")
    var members = TarImages(classes: classes, maximumSize: limit)
    members.append(archive, name: "a.tar", members: [(member: 1, label: 0), (member: 0, label: 1)])
    try body(members)
  }

  @Test func `an image is decoded as the caller wants it`() throws {
    try Self.withSources { source in
      #expect(source.count == 2)
      #expect(source.label(at: 1) == 1)
      let image = try source.image(at: 1, options: DecodingOptions())
      #expect(image == Image(width: 1, height: 1, channels: 3, pixels: [10, 20, 30]))
      #expect(try source.image(at: 1, options: DecodingOptions(channels: .gray)).channels == 1)
    }
  }

  @Test func `an encoded image is the bytes of its file`() throws {
    try Self.withSources { source in
      let bytes = try source.encodedImage(at: 1)
      #expect(bytes == Self.pixel)
    }
  }

  @Test func `an image that cannot be decoded is named`() throws {
    try Self.withSources { source in
      let error = try #require(throws: DatasetError.self) { try source.image(at: 0, options: DecodingOptions()) }
      guard case .image(let name, _) = error else {
        Issue.record("another error: \(error)")
        return
      }
      #expect(name == source.name(at: 0))
      #expect(name.hasSuffix("x.ppm"))
    }
  }

  @Test func `a file larger than the limit is refused before it is read`() throws {
    try Self.withSources(limit: Self.pixel.count) { source in
      let bytes = try source.encodedImage(at: 1)
      #expect(bytes == Self.pixel)
    }
    try Self.withSources(limit: Self.pixel.count - 1) { source in
      let error = try #require(throws: DatasetError.self) { try source.encodedImage(at: 1) }
      guard case .tooLarge(_, Self.pixel.count, _) = error else {
        Issue.record("another error: \(error)")
        return
      }
    }
  }
}
