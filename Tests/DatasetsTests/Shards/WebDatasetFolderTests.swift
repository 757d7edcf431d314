import ImageCodecs
import TestSupport
import Testing

@testable import Datasets

/// Reading of shards that other programs wrote.
@Suite struct WebDatasetFolderTests {
  private static func pixel(_ value: UInt8) -> [UInt8] { Array("P5 1 1 255\n".utf8) + [value] }
  private static func label(_ text: String) -> [UInt8] { Array(text.utf8) }

  /// An archive with an image and label for each class number.
  private static func shard(_ labels: [Int]) throws -> [UInt8] {
    try archive(labels.enumerated().flatMap { [("\($0).pgm", pixel(UInt8($1))), ("\($0).cls", label("\($1)"))] })
  }

  private static func archive(_ files: [(String, [UInt8])]) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    var writer = try TarWriter(path: folder.path("a.tar"))
    for (name, bytes) in files { try writer.append(name, contents: bytes.span) }
    try writer.commit()
    return try folder.contents("a.tar")
  }

  private static func open(_ files: [(String, [UInt8])], heldOut: Double = 0) throws -> ImageSplits {
    let folder = try TemporaryFolder()
    for (name, bytes) in files { try folder.write(bytes, to: name) }
    let splits = try DatasetLocator.open(path: folder.path, heldOut: heldOut, seed: 1)
    // Archives are opened again for each image.
    return ImageSplits(
      training: try InMemory(splits.training), validation: try InMemory(splits.validation), kind: splits.kind,
      notes: splits.notes)
  }

  /// The images, labels and names of a source, after its files are gone.
  private struct InMemory: ImageSource {
    let classes: [ImageClass]
    let images: [Image]
    let labels: [Int]
    let names: [String]

    init(_ source: any ImageSource) throws {
      classes = source.classes
      images = try (0..<source.count).map { try source.image(at: $0, options: DecodingOptions()) }
      labels = (0..<source.count).map { source.label(at: $0) }
      names = (0..<source.count).map { source.name(at: $0) }
    }

    var count: Int { images.count }
    func label(at index: Int) -> Int { labels[index] }
    func name(at index: Int) -> String { names[index] }
    func image(at index: Int, options: DecodingOptions) throws(DatasetError) -> Image { images[index] }
    func encodedImage(at index: Int) throws(DatasetError) -> [UInt8]? { nil }
  }

  private static func labels(_ source: any ImageSource) -> [Int] { (0..<source.count).map { source.label(at: $0) } }

  @Test(arguments: [
    ("train-000000.tar", "val-000000.tar"), ("imagenet1k-train-0000.tar", "imagenet1k-validation-00.tar"),
    ("Training_0.tar", "test_0.tar"),
  ])
  func `names say what shards are for, and labels how many classes there are`(train: String, val: String) throws {
    let splits = try Self.open([(train, Self.shard([2, 0, 4])), (val, Self.shard([1]))])
    #expect(splits.kind == .webDataset)
    #expect(Self.labels(splits.training) == [2, 0, 4])
    #expect(Self.labels(splits.validation) == [1])
    #expect(splits.training.classes.map(\.identifier) == ["0", "1", "2", "3", "4"])
    #expect(splits.training.name(at: 2) == "\(train): 2.pgm")
    #expect(try splits.training.image(at: 2, options: DecodingOptions()).pixels == [4])
    #expect(splits.notes.isEmpty)
  }

  @Test func `shards follow each other by name`() throws {
    let splits = try Self.open([
      ("train-1.tar", Self.shard([1, 2])), ("train-0.tar", Self.shard([0])), ("val-0.tar", Self.shard([0])),
    ])
    #expect(Self.labels(splits.training) == [0, 1, 2])
  }

  @Test func `shards for testing are used if there are none for validation`() throws {
    let files = [("train-0.tar", try Self.shard([0])), ("test-0.tar", try Self.shard([1]))]
    #expect(Self.labels(try Self.open(files).validation) == [1])
    let both = try Self.open(files + [("val-0.tar", Self.shard([0, 0]))])
    #expect(Self.labels(both.validation) == [0, 0])
    #expect(both.notes.count == 1)
  }

  @Test func `without shards for validation some training images are held out`() throws {
    let labels = (0..<40).map { $0 % 2 }
    let splits = try Self.open(
      [("train-0.tar", Self.shard(labels)), ("train-1.tar", Self.shard(labels))], heldOut: 0.25)
    #expect(splits.training.count == 60 && splits.validation.count == 20)
    #expect(Self.labels(splits.validation).reduce(0, +) == 10)
    let names = [splits.training, splits.validation].flatMap { source in (0..<source.count).map { source.name(at: $0) }
    }
    #expect(Set(names).count == 80)
    #expect(splits.notes.count == 1)
    #expect(try Self.open([("train-0.tar", Self.shard(labels))]).validation.count == 40)
  }

  @Test func `a sample's files come in any order, among others, with any name before the first dot`() throws {
    let files: [(String, [UInt8])] = [
      ("a/x.json", Self.label("{}")), ("a/x.cls", Self.label(" 3\n")), ("a/x.PGM", Self.pixel(7)),
      ("b/x.seg.png", [1]), ("b/x.jpeg", Self.pixel(8)), ("b/x.cls", Self.label("1")), ("b/x.png", [1]),
      (".hidden.cls", Self.label("99")), ("notes", [1]), ("only.cls", Self.label("2")),
    ]
    let splits = try Self.open([("train-0.tar", Self.archive(files)), ("val-0.tar", Self.shard([0]))])
    #expect(Self.labels(splits.training) == [3, 1])
    #expect((0..<2).map { splits.training.name(at: $0) } == ["train-0.tar: a/x.PGM", "train-0.tar: b/x.jpeg"])
    #expect(try splits.training.image(at: 1, options: DecodingOptions()).pixels == [8])
  }

  @Test func `an image without a label is refused by name`() throws {
    let shard = try Self.archive([("1.pgm", Self.pixel(1)), ("2.pgm", Self.pixel(1)), ("2.cls", Self.label("0"))])
    let error = try #require(throws: DatasetError.self) { _ = try Self.open([("train-0.tar", shard)]) }
    guard case .noClass(let image, _) = error else {
      Issue.record("another error: \(error)")
      return
    }
    #expect(image.hasSuffix("train-0.tar: 1.pgm"))
  }

  @Test(arguments: ["", " ", "-1", "1.0", "1 2", "65536", "99999999999999999999", String(repeating: "0", count: 33)])
  func `a label that is no class number is refused`(text: String) throws {
    let shard = try Self.archive([("1.pgm", Self.pixel(1)), ("1.cls", Self.label(text))])
    let error = try #require(throws: DatasetError.self) { _ = try Self.open([("train-0.tar", shard)]) }
    guard case .malformed(let file, _, _, _, _) = error else {
      Issue.record("another error: \(error)")
      return
    }
    #expect(file.hasSuffix("train-0.tar: 1.cls"))
  }

  @Test func `shards without images are refused`() throws {
    let error = try #require(throws: DatasetError.self) { _ = try Self.open([("train-0.tar", Self.shard([]))]) }
    guard case .noImages = error else {
      Issue.record("another error: \(error)")
      return
    }
  }

  @Test(arguments: ["train.tar", "ILSVRC2012_img_train.tar", "pretrained-0.tar", "train-0.tar.gz", ".train-0.tar"])
  func `an archive of another name makes no folder of shards`(name: String) throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: name)
    #expect(!ShardFolder.isRecognized(folder: folder.url))
  }
}
