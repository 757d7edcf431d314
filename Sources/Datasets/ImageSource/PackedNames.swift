/// A list of byte strings in one block of memory: a data set has a million file names, which need not be UTF-8.
package struct PackedNames: Sendable {
  private var bytes: [UInt8] = []
  /// Where each name ends, and the next begins.
  private var ends: [Int] = []

  /// An empty list.
  package init() {}

  /// The number of names.
  package var count: Int { ends.count }

  /// Appends a name.
  package mutating func append(_ name: some Collection<UInt8>) {
    bytes.append(contentsOf: name)
    ends.append(bytes.count)
  }

  /// The bytes of the name `index`.
  package subscript(index: Int) -> ArraySlice<UInt8> { bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }

  /// The name `index` as text; bytes that are not UTF-8 become replacement characters.
  package func text(_ index: Int) -> String { String(decoding: self[index], as: UTF8.self) }
}
