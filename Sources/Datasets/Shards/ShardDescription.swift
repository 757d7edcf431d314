/// What "dataset.json" says of a folder of shards; it is written last, so a folder that has it is complete.
struct ShardDescription: Codable, Equatable {
  /// A shard.
  struct Shard: Codable, Equatable {
    /// Its file's name in the folder.
    let name: String
    /// The images in it.
    let images: Int
    /// The bytes of the file.
    let bytes: Int
  }

  /// What the format is called.
  static let format = "alexnet.shards.1"
  /// The name of the file.
  static let fileName = "dataset.json"
  /// The name of the file of statistics, which a data set without training images lacks.
  static let statisticsName = "statistics.safetensors"
  /// The name of the list of images that were left out, a line each: only if there are some.
  static let skippedName = "skipped.txt"

  /// `ShardDescription.format`.
  let format: String
  /// What was prepared, and how.
  let preparation: ShardPlan
  /// The shards of training images; the images are shuffled.
  let training: [Shard]
  /// The shards of validation images, in the order that they had.
  let validation: [Shard]
  /// The number of images that could not be decoded.
  let skipped: Int

  /// Throws unless the description makes sense by itself.
  ///
  /// - Parameter path: the file's, for the error.
  func check(path: String) throws(DatasetError) {
    func require(_ isMet: Bool, _ found: String, _ expected: String) throws(DatasetError) {
      if !isMet {
        throw .malformed(
          file: path, offset: 0, found: found, expected: expected,
          remedy: "prepare the data set again, or fetch the file again")
      }
    }
    try require(format == Self.format, "the format \(format.prefix(80).debugDescription)", "\(Self.format)")
    try require(
      preparation.options.isValid && preparation.size.height > 0 && preparation.size.width > 0,
      "sizes or a quality out of range", "those that alexnet prepare accepts")
    try require(
      (1...SampleScan.maximumClasses).contains(preparation.classes.count), "\(preparation.classes.count) classes",
      "1 to \(SampleScan.maximumClasses)")
    let names = (training + validation).map(\.name)
    try require(names.count <= 2 * ShardPlan.maximumShards, "\(names.count) shards", "fewer")
    try require(Set(names).count == names.count, "a shard that is listed twice", "different names")
    for shard in training + validation {
      try require(
        Self.isFileName(shard.name), "a shard named \(shard.name.prefix(80).debugDescription)",
        "the name of a file, ending in .tar")
      // An image takes a block of the archive and more, so neither number overflows where they are added up.
      try require(
        shard.bytes >= 0 && shard.bytes < 1 << 44 && shard.images >= 0 && shard.images <= shard.bytes / 1024,
        "a shard of \(shard.images) images in \(shard.bytes) bytes", "as many as fit")
    }
  }

  private static func isFileName(_ name: String) -> Bool {
    name.hasSuffix(".tar") && !name.hasPrefix(".") && !name.utf8.contains(UInt8(ascii: "/")) && !name.utf8.contains(0)
  }
}
