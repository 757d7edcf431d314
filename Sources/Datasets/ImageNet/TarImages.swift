/// Images inside tar archives, which are read in place.
struct TarImages: EncodedImageSource {
  /// The classes; labels are their positions.
  let classes: [ImageClass]
  private var archives: [TarReader] = []
  /// What images' names begin with, an archive each.
  private var names: [String] = []
  /// The archive and the member of each image.
  private var places: [(archive: Int32, member: Int32)] = []
  private var labels: [Int32] = []
  private let maximumSize: Int

  /// A source without images.
  ///
  /// - Parameter maximumSize: the most bytes of an image's file.
  init(classes: [ImageClass], maximumSize: Int = EncodedImageLimit.bytes) {
    self.classes = classes
    self.maximumSize = maximumSize
  }

  /// Appends members of an archive, each with its label, under a name for the archive.
  mutating func append(
    _ archive: TarReader, name: String, members: some Sequence<(member: Int, label: Int)>
  ) {
    // Archives have fewer headers than 2³¹.
    let number = Int32(archives.count)
    archives.append(archive)
    names.append(name)
    for (member, label) in members {
      precondition(label < classes.count, "a label is the position of a class")
      places.append((number, Int32(member)))
      labels.append(Int32(label))
    }
  }

  /// The number of images.
  var count: Int { labels.count }

  /// The class of an image.
  func label(at index: Int) -> Int { Int(labels[index]) }

  /// The names of the archives, outermost first, and of the member.
  func name(at index: Int) -> String {
    let (archive, member) = places[index]
    return "\(names[Int(archive)]): \(archives[Int(archive)].name(at: Int(member)))"
  }

  /// The bytes of an image's file.
  func encodedBytes(at index: Int) throws(DatasetError) -> [UInt8] {
    let (archive, member) = places[index]
    return try archives[Int(archive)].contents(at: Int(member), maximumSize: maximumSize)
  }
}
