import Datasets
import TestSupport
import Testing

@Suite struct DatasetLocatorTests {
  private static func open(_ files: [String: [UInt8]], path: String = "") throws -> ImageSplits {
    let folder = try TemporaryFolder()
    for (name, bytes) in files { try folder.write(bytes, to: name) }
    return try withExtendedLifetime(folder) {
      try DatasetLocator.open(path: path.isEmpty ? folder.path : folder.path(path), heldOut: 0, seed: 0)
    }
  }

  private static let record10 = [UInt8](repeating: 1, count: 3073)
  private static let record100 = [UInt8](repeating: 1, count: 3074)
  private static let cifar10 = TarBytes.archive([("data_batch_1.bin", record10), ("test_batch.bin", record10)])

  private static let kinds: [(DatasetKind, [String: [UInt8]])] = [
    (
      .idx,
      [
        "train-images-idx3-ubyte": idxBytes([1, 1, 1], elements: [5]),
        "train-labels-idx1-ubyte": idxBytes([1], elements: [0]),
        "t10k-images-idx3-ubyte": idxBytes([1, 1, 1], elements: [5]),
        "t10k-labels-idx1-ubyte": idxBytes([1], elements: [0]),
      ]
    ),
    (.cifar10, ["data_batch_1.bin": record10, "test_batch.bin": record10]),
    (.cifar10, ["cifar-10-binary.tar.gz": cifar10]), (.cifar100, ["train.bin": record100, "test.bin": record100]),
    (
      .imageNetArchives,
      ["ILSVRC2012_img_train.tar": TarBytes.archive([("n01440764.tar", TarBytes.archive([("1.JPEG", [1])]))])]
    ),
    (.classFolders, ["train/a/1.jpg": [1], "val/a/2.jpg": [2]]), (.classFolders, ["a/1.jpg": [1], "b/2.jpg": [2]]),
    (.namedImages, ["a_1.jpg": [1], "b_1.jpg": [1]]),
  ]

  @Test(arguments: 0..<8) func `what a folder holds tells its kind`(index: Int) throws {
    let (kind, files) = Self.kinds[index]
    let splits = try Self.open(files)
    #expect(splits.kind == kind)
    #expect(splits.training.count > 0)
    #expect(splits.validation.count > 0)
  }

  @Test func `an archive of CIFAR may be given itself, under any name`() throws {
    #expect(try Self.open(["x.tar": Self.cifar10], path: "x.tar").kind == .cifar10)
  }

  @Test func `a data set that is recognized but not complete is told as what it is`() throws {
    let error = try #require(throws: DatasetError.self) { try Self.open(["train-images-idx3-ubyte": [1]]) }
    #expect(error.description.contains("t10k-labels-idx1-ubyte"))
  }

  @Test(arguments: [[:], ["README.md": [1]], ["a/b.txt": [1]]] as [[String: [UInt8]]])
  func `a folder of nothing known is refused with all that was looked for`(files: [String: [UInt8]]) throws {
    let error = try #require(throws: DatasetError.self) { try Self.open(files) }
    guard case .unrecognized(_, let lookedFor) = error else {
      Issue.record("refused for another reason: \(error)")
      return
    }
    #expect(lookedFor.count == 5)
    for word in ["WebDataset", "idx3", "cifar-10-binary", "ILSVRC2012_img_train.tar", "train/"] {
      #expect(error.description.contains(word))
    }
  }

  @Test(arguments: ["x.jpg", "ILSVRC2012_img_val.tar"])
  func `a file that is no archive of CIFAR is refused`(name: String) throws {
    guard
      case .unrecognized = try #require(
        throws: DatasetError.self, performing: { try Self.open([name: [1]], path: name) })
    else {
      Issue.record("refused for another reason")
      return
    }
  }

  @Test func `a path that leads nowhere is refused`() throws {
    #expect(throws: DatasetError.self) { try Self.open([:], path: "none") }
  }
}
