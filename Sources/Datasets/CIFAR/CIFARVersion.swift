/// One of the two CIFAR data sets in its binary version, and the files that it comes in.
///
/// Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images" (2009), and the files' README.
enum CIFARVersion: CaseIterable {
  case cifar10
  case cifar100

  /// The files of training images; not all must be there.
  var trainingFiles: [String] {
    switch self {
    case .cifar10: (1...5).map { "data_batch_\($0).bin" }
    case .cifar100: ["train.bin"]
    }
  }

  /// The file of test images.
  var testFile: String {
    switch self {
    case .cifar10: "test_batch.bin"
    case .cifar100: "test.bin"
    }
  }

  /// The list of class names, a line each.
  var namesFile: String {
    switch self {
    case .cifar10: "batches.meta.txt"
    case .cifar100: "fine_label_names.txt"
    }
  }

  /// The folder that the published archive unpacks to.
  var folderName: String {
    switch self {
    case .cifar10: "cifar-10-batches-bin"
    case .cifar100: "cifar-100-binary"
    }
  }

  /// The published archive.
  var archiveName: String {
    switch self {
    case .cifar10: "cifar-10-binary.tar.gz"
    case .cifar100: "cifar-100-binary.tar.gz"
    }
  }

  /// The number of classes.
  var classCount: Int {
    switch self {
    case .cifar10: 10
    case .cifar100: 100
    }
  }

  /// The bytes of a record before the image; the last is the class, one before it, in CIFAR-100, the superclass.
  var labelSize: Int {
    switch self {
    case .cifar10: 1
    case .cifar100: 2
    }
  }

  /// How the data set is kept.
  var kind: DatasetKind {
    switch self {
    case .cifar10: .cifar10
    case .cifar100: .cifar100
    }
  }
}
