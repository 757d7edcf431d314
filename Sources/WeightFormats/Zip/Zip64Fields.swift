import Foundation

/// The numbers of an entry that do not fit into 32 bits, in the order in which the directory has them.
struct Zip64Fields {
  private static let identifier: UInt16 = 1

  private var fields = Data()
  private var position = 0

  /// Finds them among the extra fields of an entry.
  init(extra: Data) {
    var offset = 0
    while let identifier = extra.word(UInt16.self, at: offset), let size = extra.word(UInt16.self, at: offset + 2) {
      guard let field = extra.part(at: offset + 4, count: Int(size)) else { return }
      if identifier == Self.identifier {
        fields = field
        return
      }
      offset += 4 + Int(size)
    }
  }

  /// The number that a field of 32 bits stands for: itself, or the next one here if all of its bits are set.
  ///
  /// Nil if there is no next one.
  mutating func value(_ short: UInt32) -> UInt64? {
    guard short == .max else { return UInt64(short) }
    defer { position += 8 }
    return fields.word(UInt64.self, at: position)
  }
}
