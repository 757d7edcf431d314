import CommandLineSupport
import Datasets

/// What `alexnet prepare` was asked to do.
struct PrepareRequest {
  let data: String
  let folder: String
  let heldOut: Double
  let seed: UInt64
  let badImages: ShardPreparation.BadImagePolicy
  private let side: Int?
  private let shape: PreparationOptions.Shape?
  private let encoding: PreparationOptions.Encoding?
  private let quality: Int?
  private let subsampling: PreparationOptions.Subsampling?
  private let channels: PreparationOptions.Channels?
  private let imagesPerShard: Int?
  private let scalesFast: Bool

  init(_ arguments: ParsedArguments) throws {
    guard let data = arguments.operands.first, let folder = arguments.string("--out") else {
      throw arguments.conflict("--out DIR is missing: the folder to make")
    }
    (self.data, self.folder) = (data, folder)
    heldOut = try arguments.number("--held-out", in: 0..<1) ?? 0.1
    seed = try arguments.seed()
    badImages = try Self.choice("--on-bad-image", arguments) ?? .skip
    side = try arguments.integer("--size", in: 0...4096)
    let shapes: [PreparationOptions.Shape] = [.square, .shorterSide]
    shape = try arguments.choice("--shape", among: shapes.map(\.rawValue)).flatMap { .init(rawValue: $0) }
    encoding = try Self.choice("--encoding", arguments)
    quality = try arguments.integer("--quality", in: 1...100)
    subsampling = try Self.choice("--subsampling", arguments)
    channels = try Self.choice("--channels", arguments)
    imagesPerShard = try arguments.integer("--shard-images", in: 1...1_000_000)
    scalesFast = arguments.flag("--fast-scaling")
    if encoding == .raw, let option = ["--quality", "--subsampling"].first(where: arguments.isGiven) {
      throw arguments.conflict("\(option) is of --encoding jpeg, not raw")
    }
    if side == 0, let option = ["--shape", "--fast-scaling"].first(where: arguments.isGiven) {
      throw arguments.conflict("--size 0 keeps images as they are, so it excludes \(option)")
    }
  }

  /// What was asked for, and for the rest what suits the data set.
  func options(for splits: ImageSplits) throws -> PreparationOptions {
    var options = try PreparationOptions(suiting: splits)
    if let side, side > 0 {
      options.side = side
      options.shape = .square
    } else if side == 0 {
      options.shape = .asStored
    }
    options.shape = shape ?? options.shape
    options.encoding = encoding ?? (quality == nil && subsampling == nil ? options.encoding : .jpeg)
    options.quality = quality ?? options.quality
    options.subsampling = subsampling ?? options.subsampling
    options.channels = channels ?? options.channels
    options.imagesPerShard = imagesPerShard ?? options.imagesPerShard
    options.scalesFast = scalesFast
    options.seed = seed
    options.heldOut = heldOut
    return options
  }

  private static func choice<Choice: CaseIterable & RawRepresentable<String>>(
    _ name: String, _ arguments: ParsedArguments
  ) throws -> Choice? {
    try arguments.choice(name, among: Choice.allCases.map(\.rawValue)).flatMap { Choice(rawValue: $0) }
  }
}
