/// Where a tensor's elements lie in another file.
struct ONNXExternalData: Equatable, Sendable {
  /// The file's path, relative to the model's folder.
  var location = ""
  /// The first byte.
  var offset = 0
  /// Bytes; nil for all that follow.
  var length: Int?
}
