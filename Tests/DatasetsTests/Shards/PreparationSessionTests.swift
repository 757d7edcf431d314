import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Preparations that are interrupted or killed, and gone on with. There are five shards for training and two others.
@Suite struct PreparationSessionTests {
  private static let splits = PreparationSamples.splits(training: PreparationSamples(count: 23, broken: [6]))
  private static let preparation = ShardPreparation(options: ShardPreparationTests.options)

  /// The files after each number of shards, from none to all seven, with nothing that disturbs: every file that is made
  /// is written through to the disk, so these are made once.
  private static let states = Result { try (0...7).map(files(afterShards:)) }

  private static func files(afterShards count: Int) throws -> [String: [UInt8]] {
    let folder = try TemporaryFolder()
    guard count > 0 else { return [:] }
    let summary = try begin(count, in: folder)
    #expect(summary.isComplete == (count == 7))
    return try ShardPreparationTests.contents(folder)
  }

  /// Writes some shards and stops.
  @discardableResult
  private static func begin(_ shards: Int, in folder: TemporaryFolder) throws -> PreparationSummary {
    var finished = 0
    return try preparation.run(
      splits, to: folder.path("out"),
      isInterrupted: {
        finished += 1
        return finished == shards
      })
  }

  /// A folder in the state after some shards.
  private static func folder(afterShards count: Int) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, bytes) in try states.get()[count] { try folder.write(bytes, to: "out/\(name)") }
    return folder
  }

  /// What a preparation that nothing disturbs leaves.
  private static func undisturbed() throws -> [String: [UInt8]] { try states.get()[7] }

  /// Goes on, and compares what is there in the end with what should be.
  private static func expectCompletion(
    _ folder: TemporaryFolder, resuming images: Int, _ location: SourceLocation = #_sourceLocation
  ) throws {
    let summary = try preparation.run(splits, to: folder.path("out"))
    #expect(summary.isComplete, sourceLocation: location)
    #expect(summary.resumedImages == images, sourceLocation: location)
    #expect(try ShardPreparationTests.contents(folder) == undisturbed(), sourceLocation: location)
    #expect(summary.skippedCount == 1 && summary.training.images == 22, sourceLocation: location)
  }

  private static let imagesOfShards = [0, 5, 10, 15, 20, 23, 28, 30]

  @Test(arguments: [2, 5, 6]) func `an interrupted preparation ends with the same bytes`(shards: Int) throws {
    let folder = try Self.folder(afterShards: shards)
    #expect(try !folder.names(of: "out").contains("dataset.json"))
    try Self.expectCompletion(folder, resuming: Self.imagesOfShards[shards])
  }

  @Test func `progress counts what earlier sessions did, and every image`() throws {
    let folder = try Self.folder(afterShards: 2)
    var states: [PreparationProgress] = []
    _ = try Self.preparation.run(Self.splits, to: folder.path("out")) { states.append($0) }
    #expect(states.first?.completed == 10)
    #expect(states.last?.completed == 30)
    #expect(states.allSatisfy { $0.total == 30 })
    #expect(states.map(\.completed) == states.map(\.completed).sorted())
  }

  @Test(arguments: [1, 4, 5], 0...3) func `a session killed between two files ends with the same bytes`(
    shards: Int, files: Int
  ) throws {
    let folder = try Self.folder(afterShards: shards)
    let further = try Self.states.get()[shards + 1]
    let names = try Set(further.keys).subtracting(folder.names(of: "out"))
    // What finishing a shard adds, in this order; shards for validation have no sums.
    let added = [".tar", ".sums.safetensors", ".json"].compactMap { ending in names.first { $0.hasSuffix(ending) } }
    #expect(added.count == names.count)
    for name in added.prefix(files) { try folder.write(try #require(further[name]), to: "out/\(name)") }
    let isFinished = files >= added.count
    try Self.expectCompletion(folder, resuming: Self.imagesOfShards[shards + (isFinished ? 1 : 0)])
  }

  @Test func `a session killed before it cleaned up leaves nothing behind`() throws {
    let folder = try Self.folder(afterShards: 6)
    for (name, bytes) in try Self.undisturbed() { try folder.write(bytes, to: "out/\(name)") }
    let summary = try Self.preparation.run(Self.splits, to: folder.path("out"))
    #expect(summary.isComplete && summary.resumedImages == 30)
    #expect(try ShardPreparationTests.contents(folder) == Self.undisturbed())
  }

  @Test func `partial files of killed sessions are removed, others' files are not`() throws {
    let folder = try Self.folder(afterShards: 2)
    for name in ["train-000002.tar.partial-77", "prepare.json.partial-78-2", "dataset.json.partial-9"] {
      try folder.write([1], to: "out/\(name)")
    }
    try Self.expectCompletion(folder, resuming: 10)
    try folder.write([1], to: "out/notes.partial-9")
    _ = try Self.preparation.run(Self.splits, to: folder.path("out"))
    #expect(try folder.names(of: "out").contains("notes.partial-9"))
  }

  @Test(arguments: [
    ("train-000001.tar", 0), ("train-000001.json", 0), ("train-000002.sums.safetensors", 0), ("train-000002.tar", 0),
    ("train-000002.json", 0),
  ])
  func `a shard that was damaged meanwhile is made again`(name: String, resumed: Int) throws {
    let folder = try Self.folder(afterShards: 3)
    try folder.write(Array(try folder.contents("out/\(name)").dropLast(3)), to: "out/\(name)")
    try Self.expectCompletion(folder, resuming: resumed)
  }

  @Test func `a complete preparation is not repeated`() throws {
    let folder = try TemporaryFolder()
    let first = try Self.preparation.run(Self.splits, to: folder.path("out"))
    var second = try Self.preparation.run(Self.splits, to: folder.path("out"))
    #expect(second.resumedImages == 30)
    #expect(try ShardPreparationTests.contents(folder) == Self.undisturbed())
    (second.resumedImages, second.skipped) = (0, first.skipped)
    #expect(second == first)
  }

  // MARK: - Another preparation

  private static let changes: [(String, @Sendable (inout PreparationOptions) -> Void)] = [
    ("side", { $0.side = 9 }), ("shape", { $0.shape = .shorterSide }), ("channels", { $0.channels = .gray }),
    ("encoding", { $0.encoding = .jpeg }), ("quality", { $0.quality = 3 }), ("subsampling", { $0.subsampling = .both }),
    ("fast scaling", { $0.scalesFast = true }), ("images of a shard", { $0.imagesPerShard = 6 }),
    ("seed", { $0.seed = 4 }), ("held out", { $0.heldOut = 0.5 }),
  ]

  @Test(arguments: changes.indices, [true, false])
  func `options of another preparation are refused by name`(index: Int, isComplete: Bool) throws {
    let folder = try Self.folder(afterShards: isComplete ? 7 : 1)
    let before = try ShardPreparationTests.contents(folder)
    var other = Self.preparation
    Self.changes[index].1(&other.options)
    let error = try #require(throws: PreparationError.self) { try other.run(Self.splits, to: folder.path("out")) }
    guard case .differentPreparation(_, let differences) = error else {
      Issue.record("another error: \(error)")
      return
    }
    #expect(differences.contains { $0.hasPrefix("\(Self.changes[index].0): ") })
    #expect(try ShardPreparationTests.contents(folder) == before)
  }

  @Test func `other images, labels or classes are another preparation`() throws {
    let folder = try Self.folder(afterShards: 1)
    var renamed = PreparationSamples(count: 23, prefix: "other")
    renamed.classes = [ImageClass(identifier: "a"), ImageClass(identifier: "b"), ImageClass(identifier: "z")]
    for (training, difference) in [
      (PreparationSamples(count: 24), "training images: 23, not 24"),
      (PreparationSamples(count: 23, prefix: "other"), "other names or labels"),
      (renamed, "other classes"),
    ] {
      let error = try #require(throws: PreparationError.self) {
        try Self.preparation.run(PreparationSamples.splits(training: training), to: folder.path("out"))
      }
      #expect(error.description.contains(difference))
    }
  }

  @Test func `a folder of anything else is refused and left alone`() throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: "out/thesis.tex")
    let error = try #require(throws: PreparationError.self) { try Self.begin(1, in: folder) }
    #expect(error == .occupied(folder: folder.path("out"), found: "thesis.tex"))
    #expect(try folder.names(of: "out") == ["thesis.tex"])
  }

  @Test func `a folder that another process prepares is refused`() throws {
    let folder = try TemporaryFolder()
    let other = try PreparationFolder(path: folder.path("out"))
    try withExtendedLifetime(other) {
      let error = try #require(throws: PreparationError.self) { try Self.begin(1, in: folder) }
      #expect(error == .inUse(folder: folder.path("out")))
    }
  }

  @Test func `a plan that is not JSON is refused`() throws {
    let folder = try Self.folder(afterShards: 1)
    try folder.write(Array("{".utf8), to: "out/prepare.json")
    let error = try #require(throws: PreparationError.self) { try Self.begin(1, in: folder) }
    guard case .dataset(.malformed(folder.path("out/prepare.json"), _, _, _, _)) = error else {
      Issue.record("another error: \(error)")
      return
    }
  }
}
