import ImageCodecs
import Tensors
import WeightFormats

/// Which images go into which shards, and all that their bytes depend on: what an unfinished preparation remembers.
struct ShardPlan: Codable, Equatable {
  /// What the images come from.
  struct Source: Codable, Equatable {
    /// How the data set is kept.
    let kind: String
    /// Its training images.
    let training: Int
    /// Its validation images.
    let validation: Int
    /// SHA-256 of the names, without folders, and labels of all images in hexadecimal.
    let digest: String
  }

  /// What the format of "prepare.json" is called.
  static let format = "alexnet.preparation.1"
  /// The most shards of a split.
  static let maximumShards = 100_000

  /// `ShardPlan.format`.
  let format: String
  /// How images are stored.
  let options: PreparationOptions
  /// The size of the images, or of the central squares, whose statistics are taken.
  let size: FrameSize
  /// The data set.
  let source: Source
  /// Its classes.
  let classes: [ImageClass]

  /// A plan for a data set.
  ///
  /// - Throws: `PreparationError` if the options do not fit, or the first image must be read and cannot.
  init(_ options: PreparationOptions, for splits: ImageSplits) throws(PreparationError) {
    guard options.isValid else {
      throw .options("a side is 1 to 4096, a quality 1 to 100, a shard 1 to 1000000 images, a fraction below 1")
    }
    let counts = [splits.training.count, splits.validation.count]
    guard counts.allSatisfy({ ($0 - 1) / options.imagesPerShard < Self.maximumShards }) else {
      throw .options("there may be at most \(Self.maximumShards) shards; put more images into each")
    }
    format = Self.format
    self.options = options
    switch options.shape {
    case .square, .shorterSide: size = FrameSize(height: options.side, width: options.side)
    case .asStored: size = try Self.firstSize(splits, options)
    }
    classes = splits.training.classes
    source = Source(
      kind: splits.kind.rawValue, training: counts[0], validation: counts[1], digest: Self.digest(splits))
  }

  /// The size of the first image that can be decoded.
  private static func firstSize(
    _ splits: ImageSplits, _ options: PreparationOptions
  ) throws(PreparationError) -> FrameSize {
    var skipped = 0
    for source in [splits.training, splits.validation] {
      for index in 0..<source.count {
        do throws(DatasetError) {
          let image = try source.image(at: index, options: options.decoding)
          return FrameSize(height: image.height, width: image.width)
        } catch {
          guard error.isOfOneImage else { throw .dataset(error) }
          skipped += 1
        }
      }
    }
    throw .noImages(split: "training", skipped: skipped)
  }

  private static func digest(_ splits: ImageSplits) -> String {
    var digest = SHA256()
    for source in [splits.training, splits.validation] {
      for index in 0..<source.count {
        digest.update(Array("\(SampleKey.stem(source.name(at: index))) \(source.label(at: index))\n".utf8))
      }
      digest.update([0])
    }
    return digest.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  // MARK: - Shards

  /// A shard to write.
  struct Shard {
    /// The file's name, "train-000000.tar".
    let name: String
    /// Whether its images are for training.
    let isTraining: Bool
    /// The places of its images in the order of their split.
    let places: Range<Int>
  }

  /// All shards, in the order in which they are written: those for training first.
  var shards: [Shard] {
    [(true, source.training, "train"), (false, source.validation, "val")].flatMap { isTraining, count, prefix in
      stride(from: 0, to: count, by: options.imagesPerShard).enumerated().map { number, start in
        let digits = String(number)
        return Shard(
          name: "\(prefix)-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits).tar",
          isTraining: isTraining, places: start..<min(start + options.imagesPerShard, count))
      }
    }
  }

  /// The training image at each place.
  var trainingOrder: [Int] { Self.order(count: source.training, seed: options.seed) }

  /// The order of training images in shards.
  ///
  /// They are shuffled, for a reader that goes through shards in sequence to see mixed classes. Epochs count from 0, so
  /// the index −1 makes this another order than any in training.
  static func order(count: Int, seed: UInt64) -> [Int] {
    RandomStream(seed: seed, purpose: .dataOrder, index: -1).permutation(count: count)
  }

  // MARK: - Comparison

  /// How another plan, which is there already, differs: a phrase each.
  func differences(from other: ShardPlan) -> [String] {
    zip(facts, other.facts).filter { $0.value != $1.value }.map { "\($0.name): \($1.value), not \($0.value)" }
      + (source.digest == other.source.digest ? [] : ["other names or labels of images"])
      + (classes == other.classes ? [] : ["other classes"])
  }

  private var facts: [(name: String, value: String)] {
    [
      ("shape", options.shape.rawValue), ("size", "\(size.height)×\(size.width)"), ("side", "\(options.side)"),
      ("channels", options.channels.rawValue), ("encoding", options.encoding.rawValue),
      ("quality", "\(options.quality)"), ("subsampling", options.subsampling.rawValue),
      ("fast scaling", "\(options.scalesFast)"), ("images of a shard", "\(options.imagesPerShard)"),
      ("seed", "\(options.seed)"), ("held out", "\(options.heldOut)"), ("data", source.kind),
      ("training images", "\(source.training)"), ("validation images", "\(source.validation)"),
      ("format", format),
    ]
  }
}

extension DatasetError {
  /// Whether the error is one image's, and others may be sound; what the operating system says is not.
  var isOfOneImage: Bool {
    switch self {
    case .image, .tooLarge: true
    default: false
    }
  }
}
