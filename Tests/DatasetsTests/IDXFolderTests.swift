import Datasets
import Foundation
import ImageCodecs
import StreamCodecs
import TestSupport
import Testing

@Suite struct IDXFolderTests {
  private static let names = [
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
  ]

  /// Three training and two test images of 1 × 2 pixels, of the classes 0, 2, 1 and 2, 0.
  private static let contents = [
    idxBytes([3, 1, 2], elements: [1, 2, 3, 4, 5, 6]), idxBytes([3], elements: [0, 2, 1]),
    idxBytes([2, 1, 2], elements: [7, 8, 9, 10]), idxBytes([2], elements: [2, 0]),
  ]

  private static func folder(
    _ contents: [[UInt8]] = contents, names: [String] = names, classes: [UInt8]? = nil
  ) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, bytes) in zip(names, contents) { try folder.write(bytes, to: name) }
    if let classes { try folder.write(classes, to: "classes.txt") }
    return folder
  }

  private static func replacing(_ index: Int, with bytes: [UInt8]) -> [[UInt8]] {
    var changed = contents
    changed[index] = bytes
    return changed
  }

  private static func error(of folder: TemporaryFolder, limit: Int = 1 << 20) throws -> DatasetError {
    try #require(throws: DatasetError.self) { try IDXFolder.load(folder: folder.url, maximumFileSize: limit) }
  }

  /// A gzip file with the bytes in one stored block.
  private static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var checksum = CRC32()
    checksum.update(bytes.span)
    return [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1] + littleEndian(bytes.count, 2) + littleEndian(~bytes.count, 2)
      + bytes + littleEndian(Int(checksum.value), 4) + littleEndian(bytes.count, 4)
  }

  // MARK: - What loads

  @Test func `four files load as two sets of gray images`() throws {
    let folder = try Self.folder()
    let (training, test) = try IDXFolder.load(folder: folder.url)
    let classNames = ["0", "1", "2"]
    #expect(
      training
        == LabeledImages(
          height: 1, width: 2, channels: 1, pixels: [1, 2, 3, 4, 5, 6], labels: [0, 2, 1], classNames: classNames))
    #expect(
      test
        == LabeledImages(
          height: 1, width: 2, channels: 1, pixels: [7, 8, 9, 10], labels: [2, 0], classNames: classNames))
    #expect(try IDXFolder.load(path: folder.url.path) == (training, test))
  }

  @Test func `what a file is decides, not what it is called`() throws {
    let plain = try Self.folder()
    let expected = try IDXFolder.load(folder: plain.url)
    let named = try Self.folder(Self.contents.map(Self.gzip))
    #expect(try IDXFolder.load(folder: named.url) == expected)
    let misnamed = try Self.folder(names: Self.names.map { $0 + ".gz" })
    #expect(try IDXFolder.load(folder: misnamed.url) == expected)
  }

  @Test(arguments: ["", ".gz"])
  func `names with a dot are found`(ending: String) throws {
    let names = Self.names.map { $0.replacingOccurrences(of: "-idx", with: ".idx") + ending }
    let folder = try Self.folder(names: names)
    #expect(try IDXFolder.load(folder: folder.url).training.labels == [0, 2, 1])
  }

  @Test(arguments: ["a\nb\nc", "a\nb\nc\n", "a\r\n b \r\nc\r\n\r\n", "\u{feff}a\nb\nc"])
  func `class names are the lines of their file`(text: String) throws {
    let folder = try Self.folder(classes: Array(text.utf8))
    #expect(try IDXFolder.load(folder: folder.url).test.classNames == ["a", "b", "c"])
  }

  @Test func `there may be classes without images`() throws {
    let folder = try Self.folder(classes: Array("a\nb\nc\nd\n".utf8))
    let (training, test) = try IDXFolder.load(folder: folder.url)
    #expect(training.imagesPerClass() == [1, 1, 1, 0])
    #expect(test.imagesPerClass() == [1, 0, 1, 0])
  }

  // MARK: - The data set that ships

  private static let shipped = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/data/fashion-mnist")

  @Test func `the shipped data set is balanced`() throws {
    let (training, test) = try IDXFolder.load(folder: Self.shipped)
    #expect(training.count == 10_000)
    #expect(test.count == 2_000)
    #expect(training.imagesPerClass() == [Int](repeating: 1_000, count: 10))
    #expect(test.imagesPerClass() == [Int](repeating: 200, count: 10))
    for images in [training, test] {
      #expect((images.height, images.width, images.channels) == (28, 28, 1))
    }
    #expect(training.classNames.first == "T-shirt/top")
    #expect(training.classNames.last == "Ankle boot")
    #expect(training.classNames == test.classNames)
  }

  @Test func `the shipped data set begins with the images that it should`() throws {
    let (training, test) = try IDXFolder.load(folder: Self.shipped)
    // Sums of pixels of the first images of the original files, which are their classes' first and so the subset's.
    #expect(training.labels.prefix(5) == [9, 0, 0, 3, 0])
    #expect((0..<5).map { training.image(at: $0).reduce(0) { $0 + Int($1) } } == [76247, 84598, 28662, 46649, 61187])
    #expect(test.labels.prefix(5) == [9, 2, 1, 1, 6])
    #expect((0..<5).map { test.image(at: $0).reduce(0) { $0 + Int($1) } } == [33456, 100994, 51520, 35377, 62655])
  }

  // MARK: - What is refused

  @Test func `a folder that does not exist is refused`() throws {
    let folder = try Self.folder()
    let path = folder.url.path + "/none"
    #expect(throws: DatasetError.noFolder(path: path)) { try IDXFolder.load(path: path) }
    let file = folder.url.path + "/" + Self.names[0]
    #expect(throws: DatasetError.noFolder(path: file)) { try IDXFolder.load(path: file) }
  }

  @Test func `missing files are all listed with the names looked for`() throws {
    let folder = try Self.folder()
    for index in [1, 2] { try FileManager.default.removeItem(at: folder.url.appendingPathComponent(Self.names[index])) }
    let error = try Self.error(of: folder)
    let missing = [
      [
        "train-labels-idx1-ubyte", "train-labels-idx1-ubyte.gz", "train-labels.idx1-ubyte",
        "train-labels.idx1-ubyte.gz",
      ],
      ["t10k-images-idx3-ubyte", "t10k-images-idx3-ubyte.gz", "t10k-images.idx3-ubyte", "t10k-images.idx3-ubyte.gz"],
    ]
    #expect(error == .missingFiles(folder: folder.url.path, missing: missing))
    for name in missing.joined() { #expect(error.description.contains(name)) }
  }

  @Test func `a folder in the place of a file is refused`() throws {
    let folder = try Self.folder()
    let file = folder.url.appendingPathComponent(Self.names[3])
    try FileManager.default.removeItem(at: file)
    try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
    #expect(try Self.error(of: folder) == .unreadable(file: file.path, reason: "not a regular file"))
  }

  @Test func `a file larger than the limit is refused before it is read`() throws {
    let folder = try Self.folder()
    let file = folder.url.appendingPathComponent(Self.names[0]).path
    #expect(try Self.error(of: folder, limit: 21) == .tooLarge(file: file, size: 22, limit: 21))
    #expect(try IDXFolder.load(folder: folder.url, maximumFileSize: 22).training.count == 3)
  }

  @Test func `a file that decompresses to more than the limit is refused`() throws {
    // Python: zlib.compressobj(9, zlib.DEFLATED, 31) of 100,000 zeros, 132 bytes.
    let bomb = [UInt8](
      try #require(
        Data(
          base64Encoded:
            "H4sIAAAAAAACA+3BMQEAAADCoPVPbQ0PoAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIBXA32VEdSghgEA")))
    let folder = try Self.folder(Self.replacing(0, with: bomb))
    guard case .gzip(_, let error) = try Self.error(of: folder, limit: 99_999), case .deflate(let inner) = error.reason
    else {
      Issue.record("the file is accepted or refused for another reason")
      return
    }
    #expect(inner.reason == .outputLimit(99_999))
  }

  @Test func `a damaged gzip file is refused by name`() throws {
    var bytes = Self.gzip(Self.contents[1])
    bytes[20] ^= 1
    let folder = try Self.folder(Self.replacing(1, with: bytes))
    let error = try Self.error(of: folder)
    guard case .gzip(let file, _) = error else {
      Issue.record("refused for another reason: \(error)")
      return
    }
    #expect(file.hasSuffix(Self.names[1]))
    #expect(error.description.contains(file))
  }

  @Test(arguments: [1, 3])
  func `another number of labels than of images is refused`(labels: Int) throws {
    let folder = try Self.folder(Self.replacing(labels, with: idxBytes([4], elements: [0, 1, 2, 0])))
    guard case .countMismatch(let imageFile, let imageCount, let labelFile, 4) = try Self.error(of: folder) else {
      Issue.record("refused for another reason")
      return
    }
    #expect(imageFile.hasSuffix(Self.names[labels - 1]))
    #expect(labelFile.hasSuffix(Self.names[labels]))
    #expect(imageCount == (labels == 1 ? 3 : 2))
  }

  @Test func `test images of another size are refused`() throws {
    let folder = try Self.folder(Self.replacing(2, with: idxBytes([2, 2, 1], elements: [7, 8, 9, 10])))
    guard case .imageSizeMismatch(_, "2 × 1", _, "1 × 2") = try Self.error(of: folder) else {
      Issue.record("refused for another reason")
      return
    }
  }

  @Test(arguments: [(0, [0, 28, 28]), (1, [3, 0, 28]), (2, [3, 28, 0])] as [(Int, [UInt32])])
  func `images without extent are refused`(axis: Int, dimensions: [UInt32]) throws {
    let folder = try Self.folder(Self.replacing(0, with: idxBytes(dimensions, elements: [])))
    guard case .malformed(_, 4 + 4 * axis, _, "at least 1", _) = try Self.error(of: folder) else {
      Issue.record("refused for another reason")
      return
    }
  }

  @Test func `too few class names are refused`() throws {
    let folder = try Self.folder(classes: Array("a\nb\n".utf8))
    let file = folder.url.appendingPathComponent("classes.txt").path
    #expect(try Self.error(of: folder) == .missingClassNames(file: file, found: 2, expected: 3))
  }

  @Test(arguments: [("a\n\nc\nd", 2), ("\nb\nc", 0), ("a\r\n \r\nc\nd", 3), ("é\nb\n\nd", 5)])
  func `a blank line between class names is refused where it is`(text: String, place: Int) throws {
    let folder = try Self.folder(classes: Array(text.utf8))
    guard case .malformed(_, let offset, _, "a class name", _) = try Self.error(of: folder) else {
      Issue.record("refused for another reason")
      return
    }
    #expect(offset == place)
  }

  @Test func `class names that are not UTF-8 are refused`() throws {
    let folder = try Self.folder(classes: [97, 10, 0xff, 10, 98])
    guard case .malformed(_, 0, _, "a list of names", _) = try Self.error(of: folder) else {
      Issue.record("refused for another reason")
      return
    }
  }
}
