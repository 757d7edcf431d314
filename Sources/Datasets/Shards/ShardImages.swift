/// Images in shards, at random access.
///
/// A shard is opened for each image that is read, so there may be more shards than files that a process may open.
struct ShardImages: EncodedImageSource {
  private struct Shard {
    let name: String
    let path: String
    let size: Int
  }

  /// The classes; labels are their positions.
  let classes: [ImageClass]
  private var shards: [Shard] = []
  private var shardNumbers: [Int32] = []
  private var names = PackedNames()
  private var starts: [Int] = []
  private var sizes: [Int32] = []
  private var labels: [Int32] = []

  /// A source without images.
  init(classes: [ImageClass]) { self.classes = classes }

  /// Appends images of a shard.
  ///
  /// - Parameters:
  ///   - samples: what the shard holds; all labels are less than the number of classes.
  ///   - name: what messages call the shard.
  ///   - path: where it is.
  ///   - isWanted: which of its images to append.
  mutating func append(
    _ samples: SampleScan.Samples, name: String, path: String, where isWanted: (Int) -> Bool = { _ in true }
  ) {
    let number = Int32(shards.count)
    shards.append(Shard(name: name, path: path, size: samples.archiveSize))
    for index in samples.starts.indices where isWanted(index) {
      precondition(samples.labels[index] < classes.count, "a label is the position of a class")
      shardNumbers.append(number)
      names.append(samples.names[index])
      starts.append(samples.starts[index])
      sizes.append(samples.sizes[index])
      labels.append(samples.labels[index])
    }
  }

  /// The number of images.
  var count: Int { labels.count }

  /// The class of an image.
  func label(at index: Int) -> Int { Int(labels[index]) }

  /// The names of the shard and of the file in it.
  func name(at index: Int) -> String { "\(shards[Int(shardNumbers[index])].name): \(names.text(index))" }

  /// The bytes of an image's file.
  func encodedBytes(at index: Int) throws(DatasetError) -> [UInt8] {
    let shard = shards[Int(shardNumbers[index])]
    let file = try RandomAccessFile(path: shard.path)
    guard file.count == shard.size else {
      throw .malformed(
        file: shard.path, offset: 0, found: "a file of \(file.count) bytes",
        expected: "\(shard.size), as when the data set was opened", remedy: "let nothing write to shards in use")
    }
    return try file.read(starts[index]..<starts[index] + Int(sizes[index]))
  }
}
