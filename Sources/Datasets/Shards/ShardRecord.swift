/// What is remembered of a shard that is finished while its data set is not.
struct ShardRecord: Codable, Equatable {
  /// The images in it.
  let images: Int
  /// The bytes of the file.
  let bytes: Int
  /// The images that should be in it and could not be decoded.
  let skipped: [PreparationSummary.SkippedImage]
}
