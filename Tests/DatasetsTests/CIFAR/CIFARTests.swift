import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct CIFARTests {
  /// Records with these labels; the planes of image n are filled with 3n, 3n + 1 and 3n + 2, but for the first pixels.
  private static func records(_ labels: [[UInt8]]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (n, label) in labels.enumerated() {
      bytes += label
      for plane in 0..<3 {
        bytes += [UInt8(200 + plane), UInt8(210 + plane)]
        bytes += [UInt8](repeating: UInt8(3 * n + plane), count: 1022)
      }
    }
    return bytes
  }

  private static let names10 = "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n"
  private static let files10: [(String, [UInt8])] = [
    ("batches.meta.txt", Array(names10.utf8)), ("data_batch_1.bin", records([[1], [0]])),
    ("data_batch_2.bin", records([[9]])), ("data_batch_3.bin", records([[2]])), ("data_batch_4.bin", records([[3]])),
    ("data_batch_5.bin", records([[4]])), ("test_batch.bin", records([[7]])),
  ]
  private static let files100: [(String, [UInt8])] = [
    ("train.bin", records([[19, 99], [0, 5]])), ("test.bin", records([[1, 7]])),
    ("fine_label_names.txt", Array((0..<100).map { "fine\($0)\n" }.joined().utf8)),
  ]

  private static func folder(_ files: [(String, [UInt8])], in prefix: String = "") throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, bytes) in files { try folder.write(bytes, to: prefix + name) }
    return folder
  }

  private static func open(_ files: [(String, [UInt8])], in prefix: String = "") throws -> ImageSplits {
    let folder = try folder(files, in: prefix)
    return try withExtendedLifetime(folder) { try CIFAR.open(path: folder.path) }
  }

  private static func images(_ source: any ImageSource) throws -> LabeledImages {
    try #require(source as? LabeledImages)
  }

  @Test func `CIFAR-10 loads with pixels' channels together`() throws {
    let splits = try Self.open(Self.files10)
    let training = try Self.images(splits.training)
    #expect(splits.kind == .cifar10)
    #expect(splits.notes.isEmpty)
    #expect((training.height, training.width, training.channels) == (32, 32, 3))
    #expect(training.labels == [1, 0, 9, 2, 3, 4])
    #expect(Array(training.image(at: 1).prefix(9)) == [200, 201, 202, 210, 211, 212, 3, 4, 5])
    #expect(training.image(at: 1).suffix(3) == [3, 4, 5])
    #expect(training.classNames.first == "airplane")
    #expect(training.classNames.count == 10)
    #expect(try Self.images(splits.validation).labels == [7])
  }

  @Test func `CIFAR-100 loads with its fine labels`() throws {
    let splits = try Self.open(Self.files100)
    let training = try Self.images(splits.training)
    #expect(splits.kind == .cifar100)
    #expect(training.labels == [99, 5])
    #expect(training.classNames[99] == "fine99")
    #expect(Array(training.image(at: 0).prefix(3)) == [200, 201, 202])
  }

  @Test(arguments: ["cifar-10-batches-bin/", ""])
  func `archives and the folders that they unpack to are the same`(prefix: String) throws {
    let expected = try Self.open(Self.files10)
    let inFolder = try Self.open(Self.files10, in: prefix)
    let archive = TarBytes.archive(Self.files10.map { (prefix + $0.0, $0.1) })
    let folder = try Self.folder([("cifar-10-binary.tar.gz", archive)])
    let found = try CIFAR.open(path: folder.path)
    let named = try CIFAR.open(path: folder.path("cifar-10-binary.tar.gz"))
    for splits in [inFolder, found, named] {
      #expect(try Self.images(splits.training) == Self.images(expected.training))
      #expect(try Self.images(splits.validation) == Self.images(expected.validation))
    }
  }

  @Test func `a part of the batches will do, and the notes tell`() throws {
    let files = Self.files10.filter { !["data_batch_2.bin", "data_batch_5.bin"].contains($0.0) }
    let splits = try Self.open(files)
    #expect(splits.training.count == 4)
    #expect(splits.notes.count == 1)
    #expect(splits.notes[0].contains("data_batch_2.bin, data_batch_5.bin"))
  }

  @Test func `without a list of names classes are called by their numbers`() throws {
    let splits = try Self.open(Array(Self.files10.dropFirst()))
    #expect(splits.training.classes[9].name == "9")
  }

  // MARK: - What is refused

  @Test func `training without test is refused, and test without training`() throws {
    let folder = try Self.folder(Array(Self.files10.dropLast()))
    #expect(throws: DatasetError.missingFiles(folder: folder.path, missing: [["test_batch.bin"]])) {
      try CIFAR.open(path: folder.path)
    }
    let other = try Self.folder([try #require(Self.files10.last)])
    #expect(throws: DatasetError.missingFiles(folder: other.path, missing: [(1...5).map { "data_batch_\($0).bin" }])) {
      try CIFAR.open(path: other.path)
    }
  }

  @Test func `a folder with both data sets is refused`() throws {
    let folder = try Self.folder(Self.files10 + Self.files100)
    #expect(throws: DatasetError.ambiguous(path: folder.path, found: ["CIFAR-10", "CIFAR-100"])) {
      try CIFAR.open(path: folder.path)
    }
  }

  @Test(arguments: [0, 1, 3072, 3074])
  func `a file that does not end with a record is refused`(count: Int) throws {
    var files = Self.files10
    files[1].1 = [UInt8](repeating: 0, count: count)
    let folder = try Self.folder(files)
    let error = try #require(throws: DatasetError.self) { try CIFAR.open(path: folder.path) }
    guard case .malformed(folder.path("data_batch_1.bin"), count, _, _, _) = error else {
      Issue.record("refused for another reason: \(error)")
      return
    }
  }

  @Test func `a label that is no class is refused where it is`() throws {
    var files = Self.files100
    files[0].1[3074 + 1] = 100
    let folder = try Self.folder(files)
    let error = try #require(throws: DatasetError.self) { try CIFAR.open(path: folder.path) }
    guard case .malformed(folder.path("train.bin"), 3075, _, _, _) = error else {
      Issue.record("refused for another reason: \(error)")
      return
    }
  }

  @Test(arguments: ["a\nb\n", String(repeating: "a\n", count: 11), "\n" + String(repeating: "a\n", count: 9)])
  func `another number of class names is refused`(names: String) throws {
    var files = Self.files10
    files[0].1 = Array(names.utf8)
    let folder = try Self.folder(files)
    let error = try #require(throws: DatasetError.self) { try CIFAR.open(path: folder.path) }
    guard case .missingClassNames = error else {
      Issue.record("refused for another reason: \(error)")
      return
    }
  }

  @Test func `a folder without any of the files is refused`() throws {
    let folder = try TemporaryFolder()
    guard
      case .missingFiles = try #require(throws: DatasetError.self, performing: { try CIFAR.open(path: folder.path) })
    else {
      Issue.record("refused for another reason")
      return
    }
  }
}
