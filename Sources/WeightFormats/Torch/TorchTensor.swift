/// A tensor of a PyTorch file.
struct TorchTensor: Hashable, Sendable {
  /// Its name: the keys above it, joined by dots.
  let name: String
  /// The type of its elements.
  let type: TorchDataType
  /// The key of its storage, which it may share with others.
  let storageKey: String
  /// The number of bytes of that storage.
  let storageSize: Int
  /// Where its elements lie there.
  let layout: ElementLayout
}
