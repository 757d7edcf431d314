/// What the pickles of a file have built: containers, storages and tensors, by place.
struct PickleHeap {
  /// A storage that a pickle names.
  struct Storage: Hashable, Sendable {
    /// Its key, by which the file has its bytes.
    var key: String
    /// The type of its elements.
    var type: TorchDataType
    /// The number of its elements.
    var count: Int
  }

  /// A tensor as a pickle describes it.
  struct Tensor: Hashable, Sendable {
    /// The place of its storage.
    var storage: Int
    /// Where its elements lie there.
    var layout: ElementLayout
  }

  /// What tuples, lists and dictionaries hold.
  private(set) var containers: [[PickleValue]] = []
  /// The storages.
  private(set) var storages: [Storage] = []
  /// The tensors.
  private(set) var tensors: [Tensor] = []

  private var storageIndices: [Storage: Int] = [:]

  /// Adds a container, and returns its place.
  mutating func add(_ values: [PickleValue]) -> Int {
    containers.append(values)
    return containers.count - 1
  }

  /// Appends to a container.
  mutating func append(_ values: some Sequence<PickleValue>, to place: Int) {
    containers[place].append(contentsOf: values)
  }

  /// The place of a storage, which is added if it is new.
  mutating func place(of storage: Storage) -> Int {
    if let place = storageIndices[storage] { return place }
    storages.append(storage)
    storageIndices[storage] = storages.count - 1
    return storages.count - 1
  }

  /// Adds a tensor, and returns its place.
  mutating func add(_ tensor: Tensor) -> Int {
    tensors.append(tensor)
    return tensors.count - 1
  }
}
