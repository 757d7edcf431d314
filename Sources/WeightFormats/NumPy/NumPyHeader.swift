import Foundation

/// The header of an array in NumPy's format (numpy.lib.format): a dictionary of Python, of which nothing is evaluated.
///
///     {'descr': '<f4', 'fortran_order': False, 'shape': (96, 3, 11, 11), }
struct NumPyHeader: Hashable, Sendable {
  /// The most bytes of the dictionary; NumPy itself takes no more than 10,000 from files that it does not trust.
  static let maximumLength = 10_000

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The element type as NumPy spells it, such as "<f4".
  var type: String
  /// Whether the first dimension is the fastest.
  var isFortranOrder: Bool
  /// The dimensions, outermost first.
  var shape: [Int]

  /// Whether bytes begin as an array does.
  static func isArray(_ bytes: Data) -> Bool { [UInt8](bytes.prefix(6)) == magic }

  /// Reads the header at the beginning of an array, and returns it with the offset of the elements.
  static func read(_ bytes: Data, file: String) throws(NumPyError) -> (header: NumPyHeader, dataOffset: Int) {
    guard isArray(bytes), let version = bytes.word(UInt8.self, at: 6), (1...3).contains(version),
      bytes.word(UInt8.self, at: 7) == 0
    else { throw NumPyError(file: file, reason: .format) }
    let start = version == 1 ? 10 : 12
    let length = version == 1 ? bytes.word(UInt16.self, at: 8).map(UInt32.init) : bytes.word(UInt32.self, at: 8)
    guard let length else { throw NumPyError(file: file, reason: .format) }
    guard length <= maximumLength, let text = bytes.part(at: start, count: Int(length)) else {
      throw NumPyError(file: file, reason: .headerLength(length, limit: min(maximumLength, bytes.count)))
    }
    var parser = NumPyHeaderParser(bytes: [UInt8](text), start: start, file: file)
    return (try parser.parse(), start + Int(length))
  }

  /// The bytes of an array's beginning, of version 1, so long that the elements begin at a multiple of 64.
  func encoded() -> [UInt8] {
    let dimensions = shape.map { "\($0), " }.joined()
    // A tuple of one has a comma behind it, those of others need none.
    let tuple = shape.count == 1 ? String(dimensions.dropLast()) : String(dimensions.dropLast(2))
    let order = isFortranOrder ? "True" : "False"
    var text = Array("{'descr': '\(type)', 'fortran_order': \(order), 'shape': (\(tuple)), }".utf8)
    text += [UInt8](repeating: UInt8(ascii: " "), count: 63 - (10 + text.count) % 64)
    text.append(UInt8(ascii: "\n"))
    return Self.magic + [1, 0, UInt8(text.count & 255), UInt8(text.count >> 8)] + text
  }
}
