import Foundation
import ImageCodecs
import Tensors
import TestSupport
import Testing

@testable import Datasets

@Suite struct ShardPreparationTests {
  /// Squares of 8 pixels, raw, five a shard.
  static let options = PreparationOptions(side: 8, encoding: .raw, imagesPerShard: 5, seed: 3)

  @discardableResult
  static func prepare(
    _ splits: ImageSplits = PreparationSamples.splits(), _ options: PreparationOptions = options,
    to folder: TemporaryFolder,
    badImages: ShardPreparation.BadImagePolicy = .skip
  ) throws -> PreparationSummary {
    try ShardPreparation(options: options, badImages: badImages).run(splits, to: folder.path("out"))
  }

  /// The names and bytes of all files of a folder.
  static func contents(_ folder: TemporaryFolder, of subfolder: String = "out") throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in try folder.names(of: subfolder) { files[name] = try folder.contents("\(subfolder)/\(name)") }
    return files
  }

  // MARK: - Round trip

  @Test func `raw shards give back every pixel, label and class, training images in another order`() throws {
    let folder = try TemporaryFolder()
    let splits = PreparationSamples.splits()
    try Self.prepare(splits, to: folder)
    let read = try ShardFolder.open(path: folder.path("out"))
    #expect(read.kind == .preparedShards)
    #expect(read.training.classes == splits.training.classes)
    let order = ShardPlan.order(count: 23, seed: 3)
    #expect(order.sorted() == Array(0..<23))
    #expect(order != Array(0..<23))
    for (source, stored, order) in [
      (splits.training, read.training, order), (splits.validation, read.validation, Array(0..<7)),
    ] {
      try #require(stored.count == order.count)
      for (place, index) in order.enumerated() {
        #expect(stored.label(at: place) == source.label(at: index))
        let expected = try source.image(at: index, options: DecodingOptions()).resizedShorterSideSquare(8)
        #expect(try stored.image(at: place, options: DecodingOptions()) == expected)
      }
    }
  }

  @Test func `shards are named and filled in order, and nothing else is left in the folder`() throws {
    let folder = try TemporaryFolder()
    let summary = try Self.prepare(to: folder)
    #expect(
      try folder.names(of: "out")
        == ["dataset.json", "statistics.safetensors"] + (0..<5).map { "train-00000\($0).tar" }
        + (0..<2).map { "val-00000\($0).tar" })
    #expect(summary.isComplete)
    #expect(summary.training.shards == 5 && summary.training.images == 23)
    #expect(summary.validation.shards == 2 && summary.validation.images == 7)
    let archive = try TarReader(path: folder.path("out/val-000001.tar"))
    #expect(
      (0..<archive.count).map { archive.name(at: $0) } == [
        "00000005-validation_5_v2.cls", "00000005-validation_5_v2.ppm", "00000006-validation_6_v2.cls",
        "00000006-validation_6_v2.ppm",
      ])
    #expect(try archive.contents(at: 0, maximumSize: 10) == Array("2".utf8))
  }

  @Test func `the best JPEG is close to the pixels, and one of low quality smaller`() throws {
    let folder = try TemporaryFolder()
    let smooth = PreparationSamples(count: 4) { _ in (2, 2) }
    var options = PreparationOptions(side: 16, quality: 100)
    let splits = PreparationSamples.splits(training: smooth, validation: smooth)
    let best = try Self.prepare(splits, options, to: folder)
    let stored = try ShardFolder.open(path: folder.path("out")).validation
    for index in 0..<4 {
      let expected = try smooth.image(at: index, options: DecodingOptions()).resizedShorterSideSquare(16)
      let image = try stored.image(at: index, options: DecodingOptions())
      #expect(stored.name(at: index).hasSuffix(".jpg"))
      let squares = zip(image.pixels, expected.pixels).reduce(0) {
        $0 + (Int($1.0) - Int($1.1)) * (Int($1.0) - Int($1.1))
      }
      // Rounded to 1 in three transformed channels, an error of 1/√12 each; the colour matrix enlarges it less than twice.
      #expect(Double(squares) / Double(image.pixels.count) < 2)
    }
    options.quality = 20
    let small = try ShardPreparation(options: options).run(splits, to: folder.path("small"))
    #expect(small.validation.bytes <= best.validation.bytes)
    let (file, other) = (
      try stored.encodedImage(at: 0), try ShardFolder.open(path: folder.path("small")).validation.encodedImage(at: 0)
    )
    #expect(try #require(other).count < #require(file).count)
  }

  @Test func `with a shorter side all of the longer one is kept`() throws {
    let folder = try TemporaryFolder()
    var options = Self.options
    options.shape = .shorterSide
    let splits = PreparationSamples.splits()
    try Self.prepare(splits, options, to: folder)
    let stored = try ShardFolder.open(path: folder.path("out")).validation
    for index in 0..<7 {
      let expected = try splits.validation.image(at: index, options: DecodingOptions()).resizedShorterSide(to: 8)
      #expect(try stored.image(at: index, options: DecodingOptions()) == expected)
    }
  }

  @Test(arguments: [1, 3]) func `bare pixels stay as they are`(channels: Int) throws {
    let folder = try TemporaryFolder()
    let pixels = (0..<3 * 4 * 5 * channels).map { UInt8($0) }
    let images = LabeledImages(
      height: 4, width: 5, channels: channels, pixels: pixels, labels: [1, 0, 1], classNames: ["x", "y"])
    let splits = ImageSplits(training: images, validation: images, kind: .idx)
    try Self.prepare(splits, try PreparationOptions(suiting: splits), to: folder)
    let read = try ShardFolder.open(path: folder.path("out"))
    for index in 0..<3 {
      let image = try read.validation.image(at: index, options: DecodingOptions())
      #expect(image == (try images.image(at: index, options: DecodingOptions())))
      #expect(read.validation.label(at: index) == images.label(at: index))
      #expect(read.validation.name(at: index).hasSuffix(channels == 1 ? "-image_\(index).pgm" : "-image_\(index).ppm"))
    }
    #expect(read.statistics?.height == 4 && read.statistics?.width == 5 && read.statistics?.channels == channels)
  }

  @Test func `images of several sizes cannot stay as they are`() throws {
    let folder = try TemporaryFolder()
    var options = Self.options
    options.shape = .asStored
    let error = try #require(throws: PreparationError.self) {
      try Self.prepare(PreparationSamples.splits(), options, to: folder)
    }
    guard case .sizeMismatch(_, _, "6×9") = error else {
      Issue.record("another error: \(error)")
      return
    }
  }

  // MARK: - The same bytes

  @Test func `the number of threads changes no byte`() throws {
    let folder = try TemporaryFolder()
    var expected: [String: [UInt8]]?
    for threads in [1, 2, 5] {
      try Parallel.withThreads(threads) {
        _ = try ShardPreparation(options: Self.options).run(PreparationSamples.splits(), to: folder.path("\(threads)"))
      }
      let files = try Self.contents(folder, of: "\(threads)")
      if let expected { #expect(files == expected) }
      expected = files
    }
  }

  @Test func `another seed gives another order`() throws {
    #expect(ShardPlan.order(count: 23, seed: 3) != ShardPlan.order(count: 23, seed: 4))
  }

  // MARK: - Statistics

  @Test(arguments: [PreparationOptions.Shape.square, .shorterSide], [PreparationOptions.Channels.rgb, .gray])
  func `statistics are those of the training images before they are encoded`(
    shape: PreparationOptions.Shape, channels: PreparationOptions.Channels
  ) throws {
    let folder = try TemporaryFolder()
    let options = PreparationOptions(shape: shape, side: 5, channels: channels, quality: 10, imagesPerShard: 4)
    let splits = PreparationSamples.splits()
    let summary = try Self.prepare(splits, options, to: folder)
    var sums = ImageStatisticsAccumulator(height: 5, width: 5, channels: channels == .rgb ? 3 : 1)
    for index in 0..<splits.training.count {
      let image = try splits.training.image(
        at: index, options: DecodingOptions(channels: channels == .rgb ? .rgb : .gray))
      sums.add(try image.resizedShorterSide(to: 5).centreCropped(height: 5, width: 5))
    }
    #expect(summary.statistics == ImageStatistics(sums))
    #expect(try ShardFolder.open(path: folder.path("out")).statistics == ImageStatistics(sums))
  }

  @Test func `without training images there are no statistics`() throws {
    let folder = try TemporaryFolder()
    let summary = try Self.prepare(PreparationSamples.splits(training: PreparationSamples(count: 0)), to: folder)
    #expect(summary.isComplete && summary.statistics == nil)
    let read = try ShardFolder.open(path: folder.path("out"))
    #expect(read.training.count == 0 && read.validation.count == 7 && read.statistics == nil)
  }

  // MARK: - Bad images

  @Test func `images that cannot be decoded are left out and listed`() throws {
    let folder = try TemporaryFolder()
    let splits = PreparationSamples.splits(training: PreparationSamples(count: 23, broken: [0, 4, 22]))
    let summary = try Self.prepare(splits, to: folder)
    #expect(summary.skippedCount == 3)
    #expect(Set(summary.skipped.map(\.name)) == Set([0, 4, 22].map { splits.training.name(at: $0) }))
    let list = String(decoding: try folder.contents("out/skipped.txt"), as: UTF8.self).split(separator: "\n")
    #expect(list.map(String.init) == summary.skipped.map(\.reason))
    #expect(list.allSatisfy { $0.contains("a scan is missing") })
    let read = try ShardFolder.open(path: folder.path("out"))
    #expect(read.training.count == 20)
    #expect(read.statistics?.count == 20)
    #expect(read.notes.count == 1)
  }

  @Test func `a shard whose images cannot be decoded at all is empty`() throws {
    let folder = try TemporaryFolder()
    let broken = Set(ShardPlan.order(count: 23, seed: 3).prefix(5))
    let summary = try Self.prepare(
      PreparationSamples.splits(training: PreparationSamples(count: 23, broken: broken)), to: folder)
    #expect(summary.training.shards == 5)
    #expect(try ShardFolder.open(path: folder.path("out")).training.count == 18)
  }

  @Test func `by option an image that cannot be decoded ends the preparation, and finished shards stay`() throws {
    let folder = try TemporaryFolder()
    let last = ShardPlan.order(count: 23, seed: 3)[22]
    let splits = PreparationSamples.splits(training: PreparationSamples(count: 23, broken: [last]))
    let error = try #require(throws: PreparationError.self) { try Self.prepare(splits, to: folder, badImages: .fail) }
    guard case .dataset(.image(splits.training.name(at: last), _)) = error else {
      Issue.record("another error: \(error)")
      return
    }
    #expect(try folder.names(of: "out").contains("train-000003.tar"))
    // The other policy goes on where this one stopped.
    #expect(try Self.prepare(splits, to: folder).resumedImages == 20)
  }

  @Test func `what the disk cannot read is no bad image`() throws {
    let folder = try TemporaryFolder()
    let splits = PreparationSamples.splits(training: PreparationSamples(count: 23, unreadable: [7]))
    let error = try #require(throws: PreparationError.self) { try Self.prepare(splits, to: folder) }
    #expect(error == .dataset(.unreadable(file: splits.training.name(at: 7), reason: "the disk is gone")))
  }

  @Test func `a split without a sound image is refused`() throws {
    let folder = try TemporaryFolder()
    let splits = PreparationSamples.splits(validation: PreparationSamples(count: 2, broken: [0, 1]))
    let error = try #require(throws: PreparationError.self) { try Self.prepare(splits, to: folder) }
    #expect(error == .noImages(split: "validation", skipped: 2))
  }

  @Test func `a very narrow image is left out instead of filling memory`() throws {
    let folder = try TemporaryFolder()
    var options = Self.options
    options.shape = .shorterSide
    let splits = PreparationSamples.splits(training: PreparationSamples(count: 3) { $0 == 1 ? (1, 65) : (1, 64) })
    #expect(try Self.prepare(splits, options, to: folder).skippedCount == 1)
  }

  @Test(arguments: [0, 4097]) func `options out of range are refused`(side: Int) throws {
    let folder = try TemporaryFolder()
    var options = Self.options
    options.side = side
    let error = try #require(throws: PreparationError.self) {
      try Self.prepare(PreparationSamples.splits(), options, to: folder)
    }
    guard case .options = error else {
      Issue.record("another error: \(error)")
      return
    }
  }
}

extension TemporaryFolder {
  /// Names of what is in a folder in it, sorted.
  func names(of subfolder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(subfolder)).sorted()
  }
}
