import Datasets
import Foundation
import ImageCodecs
import TestSupport
import Testing

@Suite struct ImageFolderTests {
  private static func folder(_ names: [String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in names { try folder.write(Array(name.utf8), to: name) }
    return folder
  }

  private static func open(_ folder: TemporaryFolder, heldOut: Double = 0, seed: UInt64 = 0) throws -> ImageSplits {
    try ImageFolder.open(path: folder.path, heldOut: heldOut, seed: seed)
  }

  /// The paths of a source's images within the folder.
  private static func names(_ source: any ImageSource, in folder: TemporaryFolder) -> [String] {
    (0..<source.count).map { String(source.name(at: $0).dropFirst(folder.path.count + 1)) }
  }

  private static func labels(_ source: any ImageSource) -> [Int] { (0..<source.count).map { source.label(at: $0) } }

  private static func error(of folder: TemporaryFolder) throws -> DatasetError {
    try #require(throws: DatasetError.self) { try open(folder) }
  }

  // MARK: - Arrangements

  @Test func `train and val with class folders are two sets with the same classes`() throws {
    let folder = try Self.folder(["train/b/2.jpg", "train/b/10.png", "train/a/x.JPEG", "val/b/v.ppm"])
    let splits = try Self.open(folder)
    #expect(splits.kind == .classFolders)
    #expect(splits.notes.isEmpty)
    #expect(Self.names(splits.training, in: folder) == ["train/a/x.JPEG", "train/b/10.png", "train/b/2.jpg"])
    #expect(Self.labels(splits.training) == [0, 1, 1])
    #expect(Self.names(splits.validation, in: folder) == ["val/b/v.ppm"])
    #expect(Self.labels(splits.validation) == [1])
    for source in [splits.training, splits.validation] { #expect(source.classes.map(\.identifier) == ["a", "b"]) }
  }

  @Test(arguments: ["val", "validation", "test"])
  func `validation images may lie in a folder of three names`(name: String) throws {
    let folder = try Self.folder(["train/a/1.jpg", "\(name)/a/2.jpg"])
    #expect(Self.names(try Self.open(folder).validation, in: folder) == ["\(name)/a/2.jpg"])
  }

  @Test func `of several validation folders the first is used and the rest is told`() throws {
    let folder = try Self.folder(["train/a/1.jpg", "test/a/2.jpg", "val/a/3.jpg"])
    let splits = try Self.open(folder)
    #expect(Self.names(splits.validation, in: folder) == ["val/a/3.jpg"])
    #expect(splits.notes == ["Validation uses val; not test."])
  }

  @Test func `without validation folder some training images are held out`() throws {
    let folder = try Self.folder((0..<10).map { "train/a/\($0).jpg" } + ["val/flat.jpg"])
    let splits = try Self.open(folder, heldOut: 0.2)
    #expect(splits.training.count == 8)
    #expect(splits.validation.count == 2)
    #expect(splits.notes.count == 1)
  }

  @Test func `class folders alone are divided in the same fraction for each`() throws {
    let folder = try Self.folder((0..<20).map { "a/\($0).jpg" } + (0..<10).map { "b/\($0).jpg" })
    let splits = try Self.open(folder, heldOut: 0.3, seed: 5)
    #expect(splits.kind == .classFolders)
    #expect(Self.labels(splits.validation) == [Int](repeating: 0, count: 6) + [Int](repeating: 1, count: 3))
    let all = Self.names(splits.training, in: folder) + Self.names(splits.validation, in: folder)
    #expect(Set(all).count == 30)
    #expect(splits.training.count == 21)
  }

  @Test func `a class may be called train`() throws {
    let folder = try Self.folder(["train/1.jpg", "plane/2.jpg"])
    #expect(try Self.open(folder).training.classes.map(\.identifier) == ["plane", "train"])
  }

  @Test func `names that begin with their class make the classes of a flat folder`() throws {
    let folder = try Self.folder([
      "n01484850_great_white_shark.JPEG", "n01440764_2.JPEG", "n01440764_1.JPEG", "README.md",
    ])
    let splits = try Self.open(folder)
    #expect(splits.kind == .namedImages)
    #expect(
      Self.names(splits.training, in: folder) == [
        "n01440764_1.JPEG", "n01440764_2.JPEG", "n01484850_great_white_shark.JPEG",
      ])
    #expect(
      splits.training.classes == [
        ImageClass(identifier: "n01440764", name: "tench"),
        ImageClass(identifier: "n01484850", name: "great white shark"),
      ])
  }

  @Test func `classes with a single image each are validated on what they train on, and the notes say so`() throws {
    let folder = try Self.folder(["a_1.jpg", "b_1.jpg"])
    let splits = try Self.open(folder, heldOut: 0.5)
    #expect(Self.names(splits.training, in: folder) == ["a_1.jpg", "b_1.jpg"])
    #expect(Self.names(splits.validation, in: folder) == ["a_1.jpg", "b_1.jpg"])
    #expect(splits.notes.count == 1)
    #expect(splits.notes[0].contains("validation uses the training images"))
  }

  @Test func `a class with a single image among others trains on it, and the notes say so`() throws {
    let folder = try Self.folder(["a_1.jpg", "b_1.jpg", "b_2.jpg"])
    let splits = try Self.open(folder, heldOut: 0.1)
    #expect(Self.labels(splits.training).sorted() == [0, 1])
    #expect(Self.labels(splits.validation) == [1])
    #expect(splits.notes == ["1 of 2 classes have a single image, which is trained on: they are not validated."])
  }

  // MARK: - What is listed

  @Test func `images are told by their endings, and hidden files are passed over`() throws {
    let images = ["1.jpg", "2.JPG", "3.jpeg", "4.Png", "5.ppm", "6.pgm", "7.pnm", "8.pbm"]
    let others = [".9.jpg", "jpg", "10.gif", "11.jpg.txt", "12.", "._13.jpg"]
    let folder = try Self.folder((images + others).map { "a/\($0)" } + [".hidden/1.jpg"])
    let splits = try Self.open(folder)
    #expect(Self.names(splits.training, in: folder) == images.map { "a/\($0)" })
    #expect(splits.training.classes.count == 1)
  }

  @Test func `order is that of bytes, not of a language`() throws {
    let folder = try Self.folder([
      "b/1.jpg", "B/1.jpg", "ä/1.jpg", "a/é.jpg", "a/f.jpg", "a/Z.jpg", "a/10.jpg", "a/9.jpg",
    ])
    let training = try Self.open(folder).training
    #expect(training.classes.map(\.identifier) == ["B", "a", "b", "ä"])
    #expect(
      Self.names(training, in: folder) == [
        "B/1.jpg", "a/10.jpg", "a/9.jpg", "a/Z.jpg", "a/f.jpg", "a/é.jpg", "b/1.jpg", "ä/1.jpg",
      ])
  }

  @Test func `folders within class folders belong to the class`() throws {
    let folder = try Self.folder(["a/images/1.jpg", "a/0.jpg", "b/images/more/2.jpg"])
    #expect(
      Self.names(try Self.open(folder).training, in: folder) == ["a/0.jpg", "a/images/1.jpg", "b/images/more/2.jpg"])
  }

  @Test func `links are followed, and circles end`() throws {
    let folder = try Self.folder(["real/1.jpg", "a/2.jpg", "elsewhere.txt"])
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: folder.path("a/up"), withDestinationPath: "..")
    try manager.createSymbolicLink(atPath: folder.path("a/self"), withDestinationPath: ".")
    try manager.createSymbolicLink(atPath: folder.path("a/3.jpg"), withDestinationPath: "2.jpg")
    try manager.createSymbolicLink(atPath: folder.path("a/4.jpg"), withDestinationPath: "nowhere.jpg")
    try manager.createSymbolicLink(atPath: folder.path("b"), withDestinationPath: "real")
    let names = Self.names(try Self.open(folder).training, in: folder)
    #expect(names == ["a/2.jpg", "a/3.jpg", "a/up/b/1.jpg", "b/1.jpg", "real/1.jpg"])
  }

  @Test func `names that are not UTF-8 are read all the same`() throws {
    let folder = try Self.folder(["a/1.jpg"])
    let path = Array((folder.path("a") + "/").utf8) + [0xe9] + Array(".jpg".utf8)
    let descriptor = (path + [0]).withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { name in
        name.baseAddress.map { Foundation.open($0, O_CREAT | O_WRONLY, 0o600) } ?? -1
      }
    }
    // Some file systems refuse such names.
    guard descriptor >= 0 else { return }
    #expect(write(descriptor, [7], 1) == 1)
    close(descriptor)
    let training = try Self.open(folder).training
    #expect(training.count == 2)
    #expect(try training.encodedImage(at: 1) == [7])
  }

  // MARK: - Images

  @Test func `the bytes of an image are those of its file`() throws {
    let folder = try Self.folder(["a/1.jpg", "b/2.jpg"])
    #expect(try Self.open(folder).training.encodedImage(at: 1) == Array("b/2.jpg".utf8))
  }

  @Test func `an image that cannot be decoded is named`() throws {
    let folder = try Self.folder(["a/1.jpg"])
    let training = try Self.open(folder).training
    let error = try #require(throws: DatasetError.self) { try training.image(at: 0, options: DecodingOptions()) }
    guard case .image(let name, let inner) = error else {
      Issue.record("another error: \(error)")
      return
    }
    #expect(name == folder.path("a/1.jpg"))
    #expect(inner.reason == .unrecognized)
  }

  @Test func `an image that has gone is an error that names it`() throws {
    let folder = try Self.folder(["a/1.jpg"])
    let training = try Self.open(folder).training
    try FileManager.default.removeItem(atPath: folder.path("a/1.jpg"))
    let error = try #require(throws: DatasetError.self) { try training.encodedImage(at: 0) }
    #expect(error.description.contains(folder.path("a/1.jpg")))
  }

  // MARK: - What is refused

  @Test func `a class of validation that training lacks is refused`() throws {
    let folder = try Self.folder(["train/a/1.jpg", "val/a/2.jpg", "val/c/3.jpg"])
    #expect(
      try Self.error(of: folder)
        == .unknownClass(name: folder.path("val/c"), identifier: "c", training: folder.path("train")))
  }

  @Test func `an empty class of validation is no matter, one of training is refused`() throws {
    let folder = try Self.folder(["train/a/1.jpg", "val/a/2.jpg", "val/c/3.txt"])
    #expect(try Self.open(folder).validation.count == 1)
    try folder.write([], to: "train/b/4.txt")
    #expect(try Self.error(of: folder) == .noImages(path: folder.path("train/b")))
  }

  @Test func `a folder without images is refused`() throws {
    #expect(try Self.error(of: Self.folder(["a/1.txt"])) != .noFolder(path: ""))
    let empty = try TemporaryFolder()
    #expect(try Self.error(of: empty) == .noImages(path: empty.path))
    #expect(throws: DatasetError.noFolder(path: empty.path("x"))) {
      try ImageFolder.open(path: empty.path("x"), heldOut: 0, seed: 0)
    }
  }

  @Test(arguments: [["a_1.jpg", "2.jpg"], ["a_1.jpg", "_2.jpg"], ["ILSVRC2012_val_1.jpg", "ILSVRC2012_val_2.jpg"]])
  func `names without a class are refused`(names: [String]) throws {
    guard case .noClass = try Self.error(of: Self.folder(names)) else {
      Issue.record("refused for another reason")
      return
    }
  }

  @Test func `folders that lie too deep are refused`() throws {
    let folder = try Self.folder(["a/1.jpg", "a/" + String(repeating: "d/", count: 40) + "1.jpg"])
    guard case .unreadable = try Self.error(of: folder) else {
      Issue.record("refused for another reason")
      return
    }
  }
}
