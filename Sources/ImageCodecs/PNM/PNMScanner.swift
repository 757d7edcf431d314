/// Reads the text of a PNM file: numbers apart by white space, and comments from # to the end of the line.
struct PNMScanner {
  private static let largestNumber = Int(Int32.max)

  /// Where the next byte is.
  private(set) var offset: Int

  /// A scanner that begins at `offset`.
  init(offset: Int) {
    self.offset = offset
  }

  /// The decimal number behind white space and comments.
  ///
  /// - Parameter what: what the number is, for errors.
  /// - Throws: `ImageError` if there is none, or it is 2³¹ or more.
  mutating func number(_ what: String, in bytes: Span<UInt8>) throws(ImageError) -> Int {
    try skipSpace(before: what, in: bytes)
    let start = offset
    var number = 0
    while offset < bytes.count, Self.isDigit(bytes[offset]) {
      number = 10 * number + Int(bytes[offset] - UInt8(ascii: "0"))
      guard number <= Self.largestNumber else {
        throw ImageError(
          .pnm, .malformed(found: "a huge number for \(what)", expected: "at most \(Self.largestNumber)"), offset: start
        )
      }
      offset += 1
    }
    guard offset > start else {
      throw ImageError(
        .pnm, .malformed(found: "the byte \(bytes[start])", expected: "digits of \(what)"), offset: start)
    }
    return number
  }

  /// The same for a number of the header, which must have something behind it: at the file's end it may lack digits.
  mutating func headerNumber(_ what: String, in bytes: Span<UInt8>) throws(ImageError) -> Int {
    let number = try number(what, in: bytes)
    guard offset < bytes.count else { throw Self.truncated("the samples", bytes) }
    return number
  }

  /// The single digit, 0 or 1, behind white space and comments.
  mutating func bit(in bytes: Span<UInt8>) throws(ImageError) -> Int {
    try skipSpace(before: "a pixel", in: bytes)
    let byte = bytes[offset]
    guard byte == UInt8(ascii: "0") || byte == UInt8(ascii: "1") else {
      throw ImageError(.pnm, .malformed(found: "the byte \(byte)", expected: "0 or 1"), offset: offset)
    }
    offset += 1
    return Int(byte - UInt8(ascii: "0"))
  }

  /// Passes the one byte of white space between a header and raw samples, or a comment, whose newline is that byte.
  mutating func separator(in bytes: Span<UInt8>) throws(ImageError) {
    guard offset < bytes.count else { throw Self.truncated("the samples", bytes) }
    if bytes[offset] == UInt8(ascii: "#") { skipComment(in: bytes) }
    guard offset < bytes.count else { throw Self.truncated("the samples", bytes) }
    guard Self.isSpace(bytes[offset]) else {
      throw ImageError(
        .pnm, .malformed(found: "the byte \(bytes[offset])", expected: "white space before the samples"), offset: offset
      )
    }
    offset += 1
  }

  private mutating func skipSpace(before what: String, in bytes: Span<UInt8>) throws(ImageError) {
    while offset < bytes.count {
      if bytes[offset] == UInt8(ascii: "#") {
        skipComment(in: bytes)
      } else if Self.isSpace(bytes[offset]) {
        offset += 1
      } else {
        return
      }
    }
    throw Self.truncated(what, bytes)
  }

  /// Goes to the end of the line.
  private mutating func skipComment(in bytes: Span<UInt8>) {
    while offset < bytes.count, bytes[offset] != 0x0a, bytes[offset] != 0x0d { offset += 1 }
  }

  private static func truncated(_ what: String, _ bytes: Span<UInt8>) -> ImageError {
    ImageError(.pnm, .truncated(missing: what), offset: bytes.count)
  }

  /// Whether the byte is a space, tab, line feed, vertical tab, form feed or carriage return.
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0d).contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
