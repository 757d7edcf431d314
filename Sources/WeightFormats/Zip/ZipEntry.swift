/// A file in a zip archive.
struct ZipEntry: Hashable, Sendable {
  /// How an entry's bytes are stored.
  enum Method: Hashable, Sendable {
    /// As they are.
    case stored
    /// As a deflate stream.
    case deflated
  }

  /// Its name, folders before it with slashes; unique in its archive.
  let name: String

  /// How its bytes are stored.
  let method: Method

  /// The number of its bytes.
  let size: Int

  /// Where they, or their compressed form, lie in the file.
  let range: Range<Int>

  /// The check of its bytes (CRC-32).
  let checksum: UInt32
}
