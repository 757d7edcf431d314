import Foundation
import StreamCodecs
import Testing

@testable import ImageCodecs

/// The files of Fixtures/images, each against what others decode it to; the README there says who.
///
/// JPEG files of one or three components are decoded to the bits of libjpeg-turbo's accurate integer path, and CMYK and YCCK
/// files to those of Pillow's conversion, so the differences that expected.tsv allows are zero.
struct CorpusTests {
  static let entries = (try? CorpusEntry.all()) ?? []

  @Test(arguments: entries)
  func `a file of the corpora comes to what is expected`(_ entry: CorpusEntry) throws {
    let result = try Self.decode(CorpusEntry.contents(of: entry.path), options: entry.options)
    switch (entry.outcome, result) {
    case (.refused(let reason), .failure(let error)):
      #expect(Self.name(of: error.reason) == reason, "\(error)")
    case (.refused(let reason), .success(let decoded)):
      Issue.record("decoded to \(decoded.image.width) × \(decoded.image.height), not refused as \(reason)")
    case (.decodes, .failure(let error)):
      Issue.record("refused: \(error)")
    case (.decodes(let width, let height, let channels, let isPartial, let reference), .success(let decoded)):
      let image = decoded.image
      try #require((image.width, image.height, image.channels) == (width, height, channels))
      #expect(decoded.isTruncated == isPartial)
      try Self.check(image, against: reference)
    }
  }

  @Test func `every line of expected.tsv is read`() throws {
    #expect(try CorpusEntry.all().count == Self.entries.count)
    #expect(Self.entries.count > 500)
  }

  @Test func `expected.tsv lists every file, and no other`() throws {
    let listed = Set(Self.entries.flatMap { [$0.path] + Self.pictures(of: $0) })
    let folder = CorpusEntry.folder
    let found = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
      ["png", "jpg", "jpeg"].contains(URL(filePath: $0).pathExtension)
    }
    #expect(Set(found).subtracting(listed).sorted() == [])
    #expect(listed.subtracting(found).sorted() == [])
  }

  @Test func `each folder of others' files has their licence`() {
    for name in ["go-image", "libjpeg-turbo", "pngsuite", "testpngs"] {
      #expect(FileManager.default.fileExists(atPath: CorpusEntry.folder.appending(path: "\(name)/LICENSE").path))
    }
  }

  /// The result of decoding: an image, or what was thrown.
  private static func decode(
    _ bytes: [UInt8], options: DecodingOptions
  ) throws -> Result<DecodedImage, ImageError> {
    do throws(ImageError) {
      return .success(try ImageDecoder.decode(bytes.span, options: options))
    } catch {
      return .failure(error)
    }
  }

  /// Compares pixels as `reference` asks for.
  private static func check(_ image: Image, against reference: CorpusEntry.Reference) throws {
    switch reference {
    case .exact(let expected):
      var check = CRC32()
      check.update(image.pixels.span)
      #expect(check.value == expected)
    case .bounds(let path, let mean, let greatest):
      let file = try CorpusEntry.contents(of: path)
      let picture = try PNGDecoder.decode(file.span).image
      try #require(picture.pixels.count == image.pixels.count)
      let differences = zip(picture.pixels, image.pixels).map { abs(Int($0) - Int($1)) }
      #expect(differences.reduce(0, max) <= greatest)
      #expect(Double(differences.reduce(0, +)) <= mean * Double(differences.count))
    }
  }

  /// The name of a reason, as expected.tsv has it.
  private static func name(of reason: ImageError.Reason) -> String {
    switch reason {
    case .unrecognized: "unrecognized"
    case .malformed: "malformed"
    case .truncated: "truncated"
    case .unsupported: "unsupported"
    case .checksumMismatch: "checksumMismatch"
    case .tooLarge: "tooLarge"
    }
  }

  private static func pictures(of entry: CorpusEntry) -> [String] {
    guard case .decodes(_, _, _, _, .bounds(let picture, _, _)) = entry.outcome else { return [] }
    return [picture]
  }
}
