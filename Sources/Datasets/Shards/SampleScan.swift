/// One pass over a shard: its samples, as WebDataset groups them.
///
/// Files that follow each other and whose names are the same up to the first dot after the last slash are a sample. It has
/// an image if one of them is called "jpg", "jpeg", "png", "ppm", "pgm", "pbm" or "pnm" there, in any case, and the label
/// in the file "cls", in decimal. Other files, and samples without an image, are passed over.
struct SampleScan {
  /// The images of a shard.
  struct Samples {
    /// The names of the images' files.
    var names = PackedNames()
    /// Where the files begin in the archive.
    var starts: [Int] = []
    /// The bytes of each.
    var sizes: [Int32] = []
    /// The classes.
    var labels: [Int32] = []
    /// The bytes of the archive.
    var archiveSize = 0
  }

  /// A sample of which not all files have been seen.
  private struct Sample {
    let key: ArraySlice<UInt8>
    var image: TarScan.Member?
    var label: Int?
  }

  /// The most classes of a data set.
  static let maximumClasses = 1 << 16
  private static let imageExtensions = Set(["jpg", "jpeg", "png", "ppm", "pgm", "pbm", "pnm"].map { Array($0.utf8) })
  private static let labelExtension = Array("cls".utf8)

  private let file: RandomAccessFile
  private var samples = Samples()

  /// Lists the samples of the shard of this path.
  ///
  /// - Throws: `DatasetError` if it cannot be read or is no archive, an image has no label or one that is not a number
  ///   below 65536, or is larger than images may be.
  static func samples(path: String) throws(DatasetError) -> Samples {
    let file = try RandomAccessFile(path: path, isReadAtRandom: true)
    var scan = SampleScan(file: file)
    var archive = TarScan(file: file, range: 0..<file.count, path: path)
    var current: Sample?
    while let member = try archive.next() {
      guard let (key, ending) = split(member.name) else { continue }
      if current?.key != key {
        try scan.finish(current)
        current = Sample(key: key)
      }
      if ending == labelExtension {
        current?.label = try scan.label(member)
      } else if current?.image == nil, imageExtensions.contains(ending) {
        current?.image = member
      }
    }
    try scan.finish(current)
    scan.samples.archiveSize = file.count
    return scan.samples
  }

  private init(file: RandomAccessFile) { self.file = file }

  /// The key and the ending, in lower case, of a member's name; nil if it is hidden or has no ending.
  private static func split(_ name: [UInt8]) -> (key: ArraySlice<UInt8>, ending: [UInt8])? {
    let start = name.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    guard let dot = name[start...].firstIndex(of: UInt8(ascii: ".")), dot > start else { return nil }
    let ending = name[(dot + 1)...].map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    return (name[..<dot], ending)
  }

  private func label(_ member: TarScan.Member) throws(DatasetError) -> Int {
    // A number, and what editors and "echo" put around it.
    let blanks: [UInt8] = [0x20, 0x09, 0x0a, 0x0d]
    let text = try file.read(member.contents.prefix(32))
    let digits = text.drop(while: blanks.contains)
    let number = digits.prefix { !blanks.contains($0) }
    guard member.contents.count <= 32, digits.dropFirst(number.count).allSatisfy(blanks.contains),
      let label = PaxRecords.decimal(number), label < Self.maximumClasses
    else {
      throw .malformed(
        file: "\(file.name): \(String(decoding: member.name, as: UTF8.self))", offset: 0,
        found: String(decoding: text, as: UTF8.self).debugDescription,
        expected: "the number of a class in decimal, below \(Self.maximumClasses)", remedy: "write the shard again")
    }
    return label
  }

  private mutating func finish(_ sample: Sample?) throws(DatasetError) {
    guard let image = sample?.image else { return }
    let name = { [file] in "\(file.name): \(String(decoding: image.name, as: UTF8.self))" }
    guard let label = sample?.label else {
      throw .noClass(image: name(), expected: "a file of the same name that ends in .cls, with the number of its class")
    }
    guard image.contents.count <= EncodedImageLimit.bytes else {
      throw .tooLarge(file: name(), size: image.contents.count, limit: EncodedImageLimit.bytes)
    }
    samples.names.append(image.name)
    samples.starts.append(image.contents.lowerBound)
    samples.sizes.append(Int32(image.contents.count))
    samples.labels.append(Int32(label))
  }
}
