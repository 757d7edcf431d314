/// How a data set is kept.
public enum DatasetKind: String, Hashable, Sendable, CaseIterable {
  /// A folder with the four files of MNIST.
  case idx = "IDX files"
  /// CIFAR-10 in its binary version.
  case cifar10 = "CIFAR-10"
  /// CIFAR-100 in its binary version.
  case cifar100 = "CIFAR-100"
  /// ImageNet's own archives, read in place.
  case imageNetArchives = "ImageNet archives"
  /// A folder for each class.
  case classFolders = "class folders"
  /// One folder of images whose names begin with their class.
  case namedImages = "images named for their class"
  /// A folder of shards that `ShardPreparation` wrote.
  case preparedShards = "prepared shards"
  /// A folder of shards in WebDataset's form that another program wrote.
  case webDataset = "WebDataset shards"
}
