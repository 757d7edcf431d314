/// The 1,000 classes of the ImageNet challenge (ILSVRC2012 and later), numbered as everyone numbers them: in the order of
/// their WordNet ids, from 0, n01440764, tench, to 999, n15075141, toilet tissue.
public enum ImageNetClasses {
  /// The classes; labels are their positions. No two have the same name.
  public static let all: [ImageClass] = ImageNetClassList.text.split(separator: "\n").map { line in
    let parts = line.split(separator: " ", maxSplits: 1)
    return ImageClass(identifier: parts.first.map(String.init) ?? "", name: parts.dropFirst().first.map(String.init))
  }

  private static let labels = Dictionary(
    all.enumerated().map { ($1.identifier, $0) }, uniquingKeysWith: { first, _ in first })

  /// The label of the class of a WordNet id; nil if it is none of the thousand.
  public static func label(of identifier: String) -> Int? { labels[identifier] }

  /// The name of the class of a WordNet id; nil if it is none of the thousand.
  public static func name(of identifier: String) -> String? { label(of: identifier).map { all[$0].name } }

  /// Whether text has the form of a WordNet id of a noun, as all classes have: "n" and eight digits.
  static func isWordNetIdentifier(_ text: some StringProtocol) -> Bool {
    let bytes = text.utf8
    return bytes.count == 9 && bytes.first == UInt8(ascii: "n")
      && bytes.dropFirst().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}
