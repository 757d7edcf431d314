/// A header block of a tar archive: POSIX.1-1988 ustar, the older format of Unix version 7, and GNU tar's.
///
/// Fields: POSIX.1-2017, pax, "ustar Interchange Format"; base-256 numbers and the types L and K: GNU tar manual,
/// "Basic Tar Format".
struct TarHeader {
  /// The size of a header, and the unit of everything in an archive.
  static let blockSize = 512

  /// What follows a header, and what to do with it.
  enum Kind {
    /// A regular file with its contents.
    case file
    /// Something without contents: a folder, a link, a device.
    case empty
    /// Something with contents that are none of a file: a volume's label, a dump of names.
    case skipped
    /// GNU: the next member's name.
    case longName
    /// GNU: the next member's link.
    case longLink
    /// pax: what the next member's header cannot say.
    case extended
    /// pax: what the headers of all following members cannot say.
    case global
    /// A member that cannot be read: its description.
    case unsupported(String)
  }

  /// What the header is of.
  let kind: Kind
  /// The member's name.
  let name: [UInt8]
  /// The number of bytes of contents that the header states.
  let size: Int

  /// A header that breaks the rules: at which byte of it, what was found, and what the rules ask for.
  struct Fault: Error {
    let offset: Int
    let found: String
    let expected: String
  }

  /// Parses a block that is not all zeros.
  ///
  /// - Precondition: `block` has `blockSize` bytes.
  init(_ block: [UInt8]) throws(Fault) {
    try Self.check(block)
    let type = block[156]
    size = try Self.number(block, 124..<136, of: "size")
    var name = Self.text(block, 0..<100)
    // GNU tar, whose magic ends with blanks, keeps times where ustar has the name's beginning.
    if Array(block[257..<263]) == Array("ustar\0".utf8) {
      let prefix = Self.text(block, 345..<500)
      if !prefix.isEmpty { name = prefix + [UInt8(ascii: "/")] + name }
    }
    self.name = name
    // Before ustar a folder was a file whose name ends with a slash.
    kind = type == 0 && name.last == UInt8(ascii: "/") ? .empty : Self.kind(type)
  }

  private static func kind(_ type: UInt8) -> Kind {
    switch type {
    case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): .file
    case UInt8(ascii: "1")...UInt8(ascii: "6"): .empty
    case UInt8(ascii: "L"): .longName
    case UInt8(ascii: "K"): .longLink
    case UInt8(ascii: "x"), UInt8(ascii: "X"): .extended
    case UInt8(ascii: "g"): .global
    case UInt8(ascii: "D"), UInt8(ascii: "V"): .skipped
    case UInt8(ascii: "S"): .unsupported("a sparse file")
    case UInt8(ascii: "M"): .unsupported("a file continued from another volume")
    default: .unsupported("a member of the unknown type \(type)")
    }
  }

  /// Verifies the checksum: the sum of the block's bytes, its own taken as blanks. Some old programs added signed bytes.
  private static func check(_ block: [UInt8]) throws(Fault) {
    let field = 148..<156
    var unsigned = 0
    var signed = 0
    for (index, byte) in block.enumerated() {
      let value = field.contains(index) ? UInt8(ascii: " ") : byte
      unsigned += Int(value)
      signed += Int(Int8(bitPattern: value))
    }
    // The sum alone tells a header from anything else, so no number there is no header either.
    let stored = try? number(block, field, of: "checksum")
    guard let stored, stored == unsigned || stored == signed else {
      throw Fault(
        offset: 148, found: stored.map { "a header checksum of \($0)" } ?? "no header checksum",
        expected: "a tar header, whose bytes here add up to \(unsigned)")
    }
  }

  /// The bytes of a field up to its first zero.
  private static func text(_ block: [UInt8], _ field: Range<Int>) -> [UInt8] { Array(block[field].prefix { $0 != 0 }) }

  /// The number in a field: octal digits among blanks and zeros, or, if the first bit is set, big-endian base 256.
  private static func number(_ block: [UInt8], _ field: Range<Int>, of what: String) throws(Fault) -> Int {
    func fault(_ found: String) -> Fault {
      Fault(offset: field.lowerBound, found: found, expected: "a \(what) of octal digits or in base 256")
    }
    let first = block[field.lowerBound]
    if first & 0x80 != 0 {
      guard first & 0x40 == 0 else { throw fault("a negative number") }
      var value = Int(first & 0x3f)
      for byte in block[field].dropFirst() {
        let (shifted, overflow) = value.multipliedReportingOverflow(by: 256)
        guard !overflow else { throw fault("a number above 2⁶³") }
        value = shifted | Int(byte)
      }
      return value
    }
    let ends: [UInt8] = [0, UInt8(ascii: " ")]
    let digits = block[field].drop { $0 == UInt8(ascii: " ") }.prefix { !ends.contains($0) }
    let rest = block[digits.endIndex..<field.upperBound]
    guard rest.allSatisfy(ends.contains), digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) })
    else {
      throw fault("bytes that are none")
    }
    // At most twelve digits, 36 bits.
    return digits.reduce(0) { $0 << 3 | Int($1 - UInt8(ascii: "0")) }
  }
}
