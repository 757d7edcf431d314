import Datasets
import ImageCodecs

/// Folders of shards: a byte of choices, the sizes of "dataset.json" and of the statistics, those, then a shard.
enum ShardsTarget: FuzzTarget {
  static let name = "Shards"

  // Foundation's JSON reader, and classes by number, of which a label of five digits asks for 65536.
  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 256 * bytes.count + 32 << 20 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    var input = FuzzInput(bytes)
    let isPrepared = input.bool()
    let folder = try ScratchFolder.path(isPrepared ? "shards" : "webdataset")
    if isPrepared {
      let (description, statistics) = (input.take(input.word()), input.take(input.word()))
      try ScratchFolder.write(description, to: folder + "/dataset.json")
      try ScratchFolder.write(statistics, to: folder + "/statistics.safetensors")
    }
    try ScratchFolder.write(input.rest(), to: folder + "/train-000000.tar")
    let splits: ImageSplits
    do throws(DatasetError) {
      splits = try ShardFolder.open(path: folder, heldOut: 0.25, seed: 1)
    } catch {
      return try Finding.checkText(of: error)
    }
    let options = DecodingOptions(maximumPixels: 1 << 12)
    for source in [splits.training, splits.validation] {
      for index in 0..<min(source.count, 16) {
        try Finding.unless(source.label(at: index) < source.classes.count, "a label without a class")
        do throws(DatasetError) {
          _ = try source.image(at: index, options: options)
        } catch {
          try Finding.checkText(of: error)
        }
      }
    }
  }
}
