import Foundation
import ImageCodecs
import TestSupport
import Testing

@testable import Datasets

/// Reading of shards that were prepared, as they are and damaged.
@Suite struct ShardFolderTests {
  /// What a preparation leaves, made once: it writes every file through to the disk.
  private static let files = Result {
    let folder = try TemporaryFolder()
    try ShardPreparationTests.prepare(to: folder)
    return try ShardPreparationTests.contents(folder)
  }

  private static func prepared() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, bytes) in try files.get() { try folder.write(bytes, to: "out/\(name)") }
    return folder
  }

  private static func open(_ folder: TemporaryFolder) throws -> ImageSplits {
    try ShardFolder.open(path: folder.path("out"))
  }

  /// Expects that the folder is refused as malformed, and by a message that names a file.
  private static func expectRefusal(
    _ folder: TemporaryFolder, of file: String, saying words: String? = nil,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let error = try #require(throws: DatasetError.self, sourceLocation: location) { _ = try open(folder) }
    guard case .malformed(folder.path("out/\(file)"), _, let found, _, _) = error else {
      Issue.record("another error: \(error)", sourceLocation: location)
      return
    }
    if let words { #expect(found.contains(words), sourceLocation: location) }
  }

  @Test func `shards are found by what a folder holds`() throws {
    let folder = try Self.prepared()
    let read = try DatasetLocator.open(path: folder.path("out"), heldOut: 0, seed: 0)
    #expect(read.kind == .preparedShards)
    #expect(read.training.count == 23)
    #expect(read.training.name(at: 7).hasPrefix("train-000001.tar: 00000007-image_"))
  }

  @Test func `opening tells of every shard`() throws {
    let folder = try Self.prepared()
    let states = Recorder()
    _ = try ShardFolder.open(path: folder.path("out")) { states.append($0) }
    #expect(states.all.map(\.completed) == Array(1...7))
    #expect(states.all.allSatisfy { $0.total == 7 })
  }

  @Test func `a preparation that is not complete is refused with what to do`() throws {
    let folder = try TemporaryFolder()
    _ = try ShardPreparation(options: ShardPreparationTests.options).run(
      PreparationSamples.splits(), to: folder.path("out"), isInterrupted: { true })
    try Self.expectRefusal(folder, of: "prepare.json", saying: "the beginning of a preparation")
  }

  // MARK: - Damage

  @Test(arguments: [1, 512, 1024, 2000]) func `a shard that is cut short is refused`(bytes: Int) throws {
    let folder = try Self.prepared()
    let name = "train-000002.tar"
    try folder.write(Array(try folder.contents("out/\(name)").dropLast(bytes)), to: "out/\(name)")
    try Self.expectRefusal(folder, of: name)
  }

  @Test func `a shard that lacks images is refused`() throws {
    let folder = try Self.prepared()
    let size = try folder.contents("out/val-000000.tar").count
    try folder.write([UInt8](repeating: 0, count: size), to: "out/val-000000.tar")
    try Self.expectRefusal(folder, of: "val-000000.tar", saying: "0 images")
  }

  @Test func `a shard with a class that the data set does not have is refused`() throws {
    let folder = try Self.prepared()
    var bytes = try folder.contents("out/val-000000.tar")
    bytes[512] = UInt8(ascii: "3")
    try folder.write(bytes, to: "out/val-000000.tar")
    try Self.expectRefusal(folder, of: "val-000000.tar", saying: "4 classes")
  }

  @Test func `a label that is no number is refused`() throws {
    let folder = try Self.prepared()
    var bytes = try folder.contents("out/val-000000.tar")
    bytes[512] = UInt8(ascii: "x")
    try folder.write(bytes, to: "out/val-000000.tar")
    let error = try #require(throws: DatasetError.self) { _ = try Self.open(folder) }
    #expect(error.description.contains("val-000000.tar: 00000000-validation_0_v2.cls"))
  }

  @Test func `a missing shard is told`() throws {
    let folder = try Self.prepared()
    try FileManager.default.removeItem(atPath: folder.path("out/train-000001.tar"))
    let error = try #require(throws: DatasetError.self) { _ = try Self.open(folder) }
    #expect(error.description.contains("train-000001.tar: cannot open"))
  }

  @Test func `a shard that changes while it is in use is refused`() throws {
    let folder = try Self.prepared()
    let read = try Self.open(folder)
    try folder.write([1], to: "out/val-000001.tar")
    #expect(throws: DatasetError.self) { try read.validation.image(at: 5, options: DecodingOptions()) }
  }

  @Test func `damaged pixels are an error that names the image`() throws {
    let folder = try Self.prepared()
    var bytes = try folder.contents("out/val-000000.tar")
    // Label: header and one block. Image: header, then "P6".
    bytes[3 * 512 + 1] = UInt8(ascii: "?")
    try folder.write(bytes, to: "out/val-000000.tar")
    let read = try Self.open(folder)
    let error = try #require(throws: DatasetError.self) { try read.validation.image(at: 0, options: DecodingOptions()) }
    guard case .image("val-000000.tar: 00000000-validation_0_v2.ppm", _) = error else {
      Issue.record("another error: \(error)")
      return
    }
  }

  // MARK: - The description

  @Test(arguments: 0..<40) func `a description cut short is refused`(part: Int) throws {
    let folder = try Self.prepared()
    let bytes = try folder.contents("out/dataset.json")
    try folder.write(Array(bytes.prefix(bytes.count * part / 40)), to: "out/dataset.json")
    try Self.expectRefusal(folder, of: "dataset.json")
  }

  @Test(arguments: [
    ("alexnet.shards.1", "alexnet.shards.2", "the format"), ("train-000001.tar", "../000001.tar", "a shard named"),
    ("train-000001.tar", "train-000000.tar", "a shard that is listed twice"),
    ("train-000001.tar", "train-000001.zip", "a shard named"), ("\"images\" : 5", "\"images\" : -5", "-5 images"),
    ("\"images\" : 5", "\"images\" : 9223372036854775807", "9223372036854775807 images"),
    ("\"images\" : 5", "\"images\" : 9223372036854775808", "no readable JSON"),
    ("\"images\" : 5", "\"images\" : 5.5", "no readable JSON"),
    ("\"images\" : 5", "\"images\" : \"5\"", "a wrong value of training.Index 0.images"),
    ("\"images\" : 5", "\"image\" : 5", "no training.Index 0.images"),
    ("\"quality\" : 95", "\"quality\" : 0", "sizes or a quality"),
    ("\"side\" : 8", "\"side\" : 99999999999", "sizes or a quality"), ("\"height\" : 8", "\"height\" : 0", "sizes"),
    ("\"square\"", "\"round\"", "a wrong value of preparation.options.shape"),
  ])
  func `a description that makes no sense is refused`(old: String, new: String, found: String) throws {
    let folder = try Self.prepared()
    let text = String(decoding: try folder.contents("out/dataset.json"), as: UTF8.self)
    let range = try #require(text.range(of: old))
    try folder.write(Array(text.replacingCharacters(in: range, with: new).utf8), to: "out/dataset.json")
    try Self.expectRefusal(folder, of: "dataset.json", saying: found)
  }

  @Test func `a shard of another size than described is refused`() throws {
    let folder = try Self.prepared()
    let text = String(decoding: try folder.contents("out/dataset.json"), as: UTF8.self)
    try folder.write(Array(text.replacing("\"images\" : 3", with: "\"images\" : 2").utf8), to: "out/dataset.json")
    try Self.expectRefusal(folder, of: "train-000004.tar", saying: "3 images")
  }

  @Test func `deeply nested JSON is refused`() throws {
    let folder = try Self.prepared()
    try folder.write([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000), to: "out/dataset.json")
    try Self.expectRefusal(folder, of: "dataset.json", saying: "no readable JSON")
  }

  // MARK: - Statistics

  @Test func `missing statistics are told`() throws {
    let folder = try Self.prepared()
    try FileManager.default.removeItem(atPath: folder.path("out/statistics.safetensors"))
    let error = try #require(throws: DatasetError.self) { _ = try Self.open(folder) }
    #expect(error.description.contains("statistics.safetensors: cannot open"))
  }

  @Test func `statistics of other images are refused`() throws {
    let folder = try Self.prepared()
    var sums = ImageStatisticsAccumulator(height: 8, width: 8, channels: 3)
    sums.add(Image(width: 8, height: 8, channels: 3, pixels: [UInt8](repeating: 1, count: 192)))
    try ImageStatistics(sums).save(path: folder.path("out/statistics.safetensors"))
    try Self.expectRefusal(folder, of: "statistics.safetensors", saying: "statistics of other images")
  }
}
