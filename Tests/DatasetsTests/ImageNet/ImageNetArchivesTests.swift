import Datasets
import Foundation
import ImageCodecs
import Synchronization
import Tensors
import TestSupport
import Testing

@Suite struct ImageNetArchivesTests {
  private static let train = "ILSVRC2012_img_train.tar"
  private static let val = "ILSVRC2012_img_val.tar"
  private static let fixtures = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/data/imagenet-devkit")

  private static func fixture(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: fixtures.appendingPathComponent(name)))
  }

  /// The devkit's five classes, in the order of their numbers 1 to 5, and its list of the validation images' classes.
  private static let identifiers = ["n02119789", "n01440764", "n02100735", "n01443537", "n07930864"]
  private static let truth = [4, 1, 5, 2, 3, 2, 1, 4, 5, 3]

  /// A class's archive with images of these numbers, whose bytes are their names.
  private static func inner(_ identifier: String, _ numbers: [Int] = [3, 20]) -> (String, [UInt8]) {
    let files = numbers.map { "\(identifier)_\($0).JPEG" }
    return ("\(identifier).tar", TarBytes.archive(files.map { ($0, Array($0.utf8)) }))
  }

  private static let trainArchive = TarBytes.archive(identifiers.map { inner($0) })
  /// The images in another order than that of their names.
  private static let valArchive = TarBytes.archive(
    (1...10).reversed().map { (String(format: "ILSVRC2012_val_%08d.JPEG", $0), [UInt8($0)]) })

  private static func folder(_ files: [String: [UInt8]]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, bytes) in files { try folder.write(bytes, to: name) }
    return folder
  }

  private static func open(_ files: [String: [UInt8]], heldOut: Double = 0) throws -> ImageSplits {
    let folder = try folder(files)
    return try withExtendedLifetime(folder) { try ImageNetArchives.open(path: folder.path, heldOut: heldOut, seed: 1) }
  }

  private static func error(of files: [String: [UInt8]]) throws -> DatasetError {
    try #require(throws: DatasetError.self) { try open(files) }
  }

  private static func labels(_ source: any ImageSource) -> [Int] { (0..<source.count).map { source.label(at: $0) } }

  // MARK: - Whole

  @Test func `training images are numbered by their class's id and in the order of their names`() throws {
    let kit = try Self.fixture("ILSVRC2012_devkit_t12.tar.gz")
    let splits = try Self.open([
      Self.train: Self.trainArchive, Self.val: Self.valArchive, "ILSVRC2012_devkit_t12.tar.gz": kit,
    ])
    let training = splits.training
    #expect(splits.kind == .imageNetArchives)
    #expect(splits.notes.isEmpty)
    #expect(training.classes.map(\.identifier) == Self.identifiers.sorted())
    #expect(training.classes[0].name == "tench")
    #expect(Self.labels(training) == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
    #expect(training.name(at: 0) == "ILSVRC2012_img_train.tar: n01440764.tar: n01440764_20.JPEG")
    #expect(training.name(at: 1) == "ILSVRC2012_img_train.tar: n01440764.tar: n01440764_3.JPEG")
    #expect(try training.encodedImage(at: 9) == Array("n07930864_3.JPEG".utf8))
  }

  /// The kit in the forms that are known.
  private static func kit(_ form: Int = 0) throws -> [String: [UInt8]] {
    let name = "ILSVRC2012_validation_ground_truth.txt"
    let list = try fixture(name)
    let words = truth.map { identifiers[$0 - 1] + "\n" }.joined()
    switch form {
    case 0: return ["ILSVRC2012_devkit_t12.tar.gz": try fixture("ILSVRC2012_devkit_t12.tar.gz")]
    case 1:
      let folder = "ILSVRC2012_devkit_t12/data/"
      return [folder + "meta.mat": try fixture("meta.mat"), folder + name: list]
    case 2: return ["data/meta.mat": try fixture("meta-plain.mat"), "data/" + name: list]
    case 3: return ["meta.mat": try fixture("meta.mat"), name: list]
    case 4: return ["imagenet_2012_validation_synset_labels.txt": Array(words.utf8)]
    default:
      return ["imagenet_2012_validation_synset_labels.txt": Array(words.utf8), "meta.mat": try fixture("meta.mat")]
    }
  }

  @Test(arguments: 0..<6) func `validation images have the classes of the kit's list, wherever it lies`(form: Int)
    throws
  {
    let splits = try Self.open(
      Self.kit(form).merging([Self.train: Self.trainArchive, Self.val: Self.valArchive]) { $1 })
    let validation = splits.validation
    let sorted = Self.identifiers.sorted()
    #expect(Self.labels(validation) == Self.truth.map { sorted.firstIndex(of: Self.identifiers[$0 - 1]) })
    #expect(try (0..<10).map { try validation.encodedImage(at: $0) } == (1...10).map { [UInt8($0)] })
    #expect(validation.name(at: 0) == "ILSVRC2012_img_val.tar: ILSVRC2012_val_00000001.JPEG")
    #expect(validation.classes == splits.training.classes)
  }

  // MARK: - In part

  @Test func `without validation archive some training images are held out`() throws {
    let archive = TarBytes.archive([Self.inner("n02100735", Array(0..<10)), Self.inner("n01440764", Array(0..<20))])
    let splits = try Self.open([Self.train: archive], heldOut: 0.2)
    #expect(Self.labels(splits.validation) == [0, 0, 0, 0, 1, 1])
    #expect(splits.training.count == 24)
    #expect(splits.notes.count == 1)
    let names = [splits.training, splits.validation].flatMap { source in (0..<source.count).map { source.name(at: $0) }
    }
    #expect(Set(names).count == 30)
  }

  @Test func `archives and unpacked folders hold out the same images`() throws {
    let names = ["n01440764", "n02100735"].flatMap { one in (0..<10).map { (one, "\(one)_\($0).JPEG") } }
    let archive = TarBytes.archive([Self.inner("n01440764", Array(0..<10)), Self.inner("n02100735", Array(0..<10))])
    let folder = try Self.folder([Self.train: archive])
    for (one, name) in names { try folder.write([1], to: "unpacked/train/\(one)/\(name)") }
    let archives = try ImageNetArchives.open(path: folder.path, heldOut: 0.3, seed: 7)
    let folders = try ImageFolder.open(path: folder.path("unpacked"), heldOut: 0.3, seed: 7)
    func files(_ source: any ImageSource) -> [Substring] {
      (0..<source.count).compactMap { source.name(at: $0).split { "/ ".contains($0) }.last }
    }
    #expect(files(archives.validation) == files(folders.validation))
    #expect(files(archives.training) == files(folders.training))
  }

  @Test func `validation images alone have the kit's classes`() throws {
    let splits = try Self.open(Self.kit().merging([Self.val: Self.valArchive]) { $1 })
    #expect(splits.training.count == 0)
    #expect(splits.validation.classes.map(\.identifier) == Self.identifiers.sorted())
    #expect(splits.notes.count == 1)
  }

  @Test func `validation images alone with ids of the thousand classes have all thousand`() throws {
    let splits = try Self.open(Self.kit(4).merging([Self.val: Self.valArchive]) { $1 })
    #expect(splits.validation.classes == ImageNetClasses.all)
    #expect(splits.validation.label(at: 1) == ImageNetClasses.label(of: "n02119789"))
  }

  @Test func `a part of the validation images keeps its numbers`() throws {
    let part = TarBytes.archive([("ILSVRC2012_val_00000009.JPEG", [9]), ("ILSVRC2012_val_00000004.JPEG", [4])])
    let splits = try Self.open(Self.kit().merging([Self.val: part]) { $1 })
    #expect(Self.labels(splits.validation) == [0, 4])
  }

  @Test func `files that file managers leave behind are passed over`() throws {
    let archive = TarBytes.archive([("._n01440764.tar", [1]), Self.inner("n01440764"), (".DS_Store", [2])])
    #expect(try Self.open([Self.train: archive]).training.count == 2)
  }

  @Test(arguments: [1, 3]) func `progress is told for each class, on any number of threads`(threads: Int) throws {
    let folder = try Self.folder([Self.train: Self.trainArchive])
    let told = Mutex<[Int]>([])
    try Parallel.withThreads(threads) {
      _ = try ImageNetArchives.open(path: folder.path, heldOut: 0, seed: 0) { progress in
        #expect(progress.total == 5)
        told.withLock { $0.append(progress.completed) }
      }
    }
    #expect(told.withLock { $0 } == [1, 2, 3, 4, 5])
  }

  // MARK: - What is refused

  @Test func `a folder without archives is refused`() throws {
    guard case .missingFiles = try Self.error(of: [:]) else {
      Issue.record("refused for another reason")
      return
    }
  }

  @Test func `validation images without their classes are refused with what to add`() throws {
    for files in [[:], ["meta.mat": try Self.fixture("meta.mat")]] as [[String: [UInt8]]] {
      let error = try Self.error(of: files.merging([Self.val: Self.valArchive]) { $1 })
      #expect(error.description.contains("ILSVRC2012_devkit_t12.tar.gz"))
    }
  }

  @Test func `a class of validation that training lacks is refused`() throws {
    let archive = TarBytes.archive(Self.identifiers.dropLast().map { Self.inner($0) })
    let error = try Self.error(of: Self.kit().merging([Self.train: archive, Self.val: Self.valArchive]) { $1 })
    guard case .unknownClass(_, "n07930864", Self.train) = error else {
      Issue.record("refused for another reason: \(error)")
      return
    }
  }

  @Test func `a class of training that the kit lacks is refused`() throws {
    let archive = TarBytes.archive([Self.inner("n01440764"), Self.inner("n01440765")])
    let error = try Self.error(of: Self.kit().merging([Self.train: archive]) { $1 })
    guard case .unknownClass(_, "n01440765", "meta.mat") = error else {
      Issue.record("refused for another reason: \(error)")
      return
    }
  }

  @Test func `an inner node of the kit is no class`() throws {
    let archive = TarBytes.archive([Self.inner("n02512053")])
    guard case .unknownClass = try Self.error(of: Self.kit().merging([Self.train: archive]) { $1 }) else {
      Issue.record("refused for another reason")
      return
    }
  }

  @Test(arguments: ["n01440764.zip", "tench.tar", "n0144076.tar", "n01440764", "n01440764.tar.gz"])
  func `a member that is no class's archive is refused`(name: String) throws {
    guard case .noClass = try Self.error(of: [Self.train: TarBytes.archive([(name, Self.inner("n01440764").1)])]) else {
      Issue.record("refused for another reason")
      return
    }
  }

  @Test func `a class that comes twice is refused`() throws {
    let archive = TarBytes.archive([Self.inner("n01440764"), Self.inner("n01440764")])
    guard case .ambiguous = try Self.error(of: [Self.train: archive]) else {
      Issue.record("refused for another reason")
      return
    }
  }

  @Test(arguments: [1, 2, 4]) func `of several damaged classes the first is told, whatever the threads`(threads: Int)
    throws
  {
    var classes = Self.identifiers.map { Self.inner($0) }
    for place in [0, 2, 4] { classes[place].1[0] ^= 1 }
    let folder = try Self.folder([Self.train: TarBytes.archive(classes)])
    let error = Parallel.withThreads(threads) {
      #expect(throws: DatasetError.self) { try ImageNetArchives.open(path: folder.path, heldOut: 0, seed: 0) }
    }
    #expect(error?.description.contains("n02100735.tar: byte 148") == true)
  }

  @Test func `a class without images is refused`() throws {
    guard case .noImages = try Self.error(of: [Self.train: TarBytes.archive([("n01440764.tar", TarBytes.end)])]) else {
      Issue.record("refused for another reason")
      return
    }
  }

  @Test(arguments: [
    "ILSVRC2012_val_00000011.JPEG", "ILSVRC2012_val_00000000.JPEG", "x.JPEG", "ILSVRC2012_val_1x.JPEG",
    "ILSVRC2012_val_99999999999999999999.JPEG", "ILSVRC2012_val_", "a_1",
  ])
  func `a validation image whose name has no number of the list is refused`(name: String) throws {
    let error = try Self.error(of: Self.kit().merging([Self.val: TarBytes.archive([(name, [1])])]) { $1 })
    guard case .noClass = error else {
      Issue.record("refused for another reason: \(error)")
      return
    }
  }

  @Test(arguments: ["6\n", "0\n", "x\n", "1\n\n2\n", "n01440764\n"])
  func `a list with what is no class is refused`(list: String) throws {
    let error = try Self.error(of: [
      Self.val: Self.valArchive, "meta.mat": try Self.fixture("meta.mat"),
      "ILSVRC2012_validation_ground_truth.txt": Array(list.utf8),
    ])
    guard case .malformed = error else {
      Issue.record("refused for another reason: \(error)")
      return
    }
  }

  @Test func `an image that cannot be decoded is named with its archives`() throws {
    let folder = try Self.folder([Self.train: Self.trainArchive])
    let training = try ImageNetArchives.open(path: folder.path, heldOut: 0, seed: 0).training
    let error = try #require(throws: DatasetError.self) { try training.image(at: 0, options: DecodingOptions()) }
    guard case .image("ILSVRC2012_img_train.tar: n01440764.tar: n01440764_20.JPEG", _) = error else {
      Issue.record("another error: \(error)")
      return
    }
  }
}
