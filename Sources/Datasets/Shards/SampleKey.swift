/// The names of samples in shards: "00000042-n01440764_10026", the place among the split's images and where from.
///
/// Keys are distinct, sort in the order of the images, and have no dots, at the first of which WebDataset takes a key to
/// end.
enum SampleKey {
  /// The most characters of the original name.
  private static let maximumStemLength = 60

  /// The key of an image.
  static func key(index: Int, name: String) -> String {
    let digits = String(index)
    return String(repeating: "0", count: max(0, 8 - digits.count)) + digits + "-" + stem(name)
  }

  /// An image's name without folders, archives and ending, in letters, digits, "-" and "_".
  static func stem(_ name: String) -> String {
    let separators: [UInt8] = [UInt8(ascii: "/"), UInt8(ascii: ":")]
    let last = name.utf8.split(whereSeparator: separators.contains).last.map(Array.init) ?? []
    let stem = last.lastIndex(of: UInt8(ascii: ".")).map { last[..<$0] } ?? last[...]
    let kept = stem.drop { $0 == UInt8(ascii: " ") }.prefix(maximumStemLength).map {
      isPlain($0) ? $0 : UInt8(ascii: "_")
    }
    return String(decoding: kept, as: UTF8.self)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default:
      false
    }
  }
}
