import Foundation

/// Opening of a data set of any known kind: what a path holds tells the kind.
public enum DatasetLocator {
  /// What an opener may need besides the path.
  private struct Request {
    let path: String
    let heldOut: Double
    let seed: UInt64
    let progress: OpeningProgress.Handler?
  }

  /// A kind of data set in a folder: how to tell it, how to open it, and what its user would have to have.
  private struct Opener {
    let lookedFor: String
    let recognizes: (URL) -> Bool
    let open: (Request) throws(DatasetError) -> ImageSplits
  }

  /// The kinds of folders, in the order in which they are looked for. A further kind is one more element.
  private static var openers: [Opener] {
    [
      Opener(
        lookedFor: "MNIST's four files (train-images-idx3-ubyte and so on, with or without .gz)",
        recognizes: { IDXFolder.isRecognized(folder: $0) },
        open: { (request) throws(DatasetError) in try openIDX(request.path) }),
      Opener(
        lookedFor: "CIFAR's binary files (data_batch_1.bin, train.bin) or archives (cifar-10-binary.tar.gz)",
        recognizes: { CIFAR.isRecognized(folder: $0) },
        open: { (request) throws(DatasetError) in try CIFAR.open(path: request.path) }),
      Opener(
        lookedFor: "ImageNet's archives (\(ImageNetArchives.trainingName), \(ImageNetArchives.validationName))",
        recognizes: { ImageNetArchives.isRecognized(folder: $0) },
        open: { (request) throws(DatasetError) in
          try ImageNetArchives.open(
            path: request.path, heldOut: request.heldOut, seed: request.seed, progress: request.progress)
        }),
      Opener(
        lookedFor: "shards, by alexnet prepare (dataset.json) or in WebDataset form (train-000000.tar, val-000000.tar)",
        recognizes: { ShardFolder.isRecognized(folder: $0) },
        open: { (request) throws(DatasetError) in
          try ShardFolder.open(
            path: request.path, heldOut: request.heldOut, seed: request.seed, progress: request.progress)
        }),
      Opener(
        lookedFor: "a folder of images for each class, in train/ and val/ or alone; images whose names begin with "
          + "their class (cat_1.jpg)",
        recognizes: { ImageFolder.isRecognized(path: $0.path) },
        open: { (request) throws(DatasetError) in
          try ImageFolder.open(path: request.path, heldOut: request.heldOut, seed: request.seed)
        }),
    ]
  }

  /// Opens the data set of a path, a folder or CIFAR's archive.
  ///
  /// - Parameters:
  ///   - path: where the data set is.
  ///   - heldOut: the fraction of each class's images to hold out, 0 ≤ `heldOut` < 1, if the data set has none for
  ///     validation.
  ///   - seed: what the choice of those images depends on, besides their names.
  ///   - progress: is told how far the opening is, where it takes long.
  /// - Throws: `DatasetError`; `.unrecognized`, with all that was looked for, if there is no data set of a known kind.
  public static func open(
    path: String, heldOut: Double, seed: UInt64, progress: OpeningProgress.Handler? = nil
  ) throws(DatasetError) -> ImageSplits {
    precondition(heldOut >= 0 && heldOut < 1, "a fraction from 0 to less than 1")
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw .noFolder(path: path) }
    guard isFolder.boolValue else {
      let endings = [".tar.gz", ".tgz", ".tar"]
      guard endings.contains(where: { path.lowercased().hasSuffix($0) }), !isImageNet(path) else {
        throw .unrecognized(path: path, lookedFor: ["a folder", "CIFAR's archive (cifar-10-binary.tar.gz)"])
      }
      return try CIFAR.open(path: path)
    }
    let folder = URL(fileURLWithPath: path, isDirectory: true)
    guard let opener = openers.first(where: { $0.recognizes(folder) }) else {
      throw .unrecognized(path: path, lookedFor: openers.map(\.lookedFor))
    }
    return try opener.open(Request(path: path, heldOut: heldOut, seed: seed, progress: progress))
  }

  /// Whether a file is one of ImageNet's archives, which are opened by their folder.
  private static func isImageNet(_ path: String) -> Bool {
    URL(fileURLWithPath: path).lastPathComponent.hasPrefix("ILSVRC")
  }

  private static func openIDX(_ path: String) throws(DatasetError) -> ImageSplits {
    let (training, test) = try IDXFolder.load(path: path)
    return ImageSplits(training: training, validation: test, kind: .idx)
  }
}
