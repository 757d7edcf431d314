/// A strict reader of the JSON in a safetensors header.
///
/// It knows the one shape that the format allows, an object of tensors and of metadata, so it never recurses:
///
///     header   = { "name": tensor | "__metadata__": { "key": "value", … }, … }  then spaces
///     tensor   = { "dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24] }   each field once, in any order
///
/// The first byte must be the brace. Strings are JSON's (RFC 8259) and valid UTF-8. Numbers are whole, without sign,
/// fraction, exponent or leading zeros. No object holds a key twice; keys that differ only in their Unicode
/// normalization count as the same one, as they are to `String`.
struct SafetensorsHeaderParser {
  /// What the header says of one tensor, unchecked beyond its syntax; no number is negative.
  struct Entry {
    var name: String
    var dtype: String
    var shape: [Int]
    var begin: Int
    var end: Int
  }

  private let bytes: [UInt8]
  private let file: String
  private var position = 0

  /// The tensors in the order of the header.
  private(set) var entries: [Entry] = []

  /// Free-form strings.
  private(set) var metadata: [String: String] = [:]

  /// Parses the JSON of a header, given without the eight bytes of its length.
  init(bytes: [UInt8], file: String) throws(SafetensorsError) {
    self.bytes = bytes
    self.file = file
    try parse()
  }

  private mutating func parse() throws(SafetensorsError) {
    guard bytes.first == UInt8(ascii: "{") else { throw expected("'{', with which a header begins") }
    try object { (parser, key) throws(SafetensorsError) in
      if key == SafetensorsHeader.metadataKey {
        try parser.object { (parser, key) throws(SafetensorsError) in
          parser.metadata[key] = try parser.string()
        }
      } else {
        try parser.tensor(name: key)
      }
    }
    while position < bytes.count {
      guard bytes[position] == UInt8(ascii: " ") else { throw expected("nothing but spaces behind the object") }
      position += 1
    }
  }

  private mutating func tensor(name: String) throws(SafetensorsError) {
    var dtype: String?
    var shape: [Int]?
    var offsets: (begin: Int, end: Int)?
    try object { (parser, key) throws(SafetensorsError) in
      switch key {
      case "dtype":
        dtype = try parser.string()
      case "shape":
        shape = try parser.integers()
      case "data_offsets":
        let values = try parser.integers()
        guard values.count == 2 else { throw parser.expected("two data_offsets before") }
        offsets = (values[0], values[1])
      default:
        throw parser.expected("one of the fields dtype, shape and data_offsets before")
      }
    }
    func missing(_ field: String) -> SafetensorsError {
      SafetensorsError(file: file, reason: .missingField(field, tensor: name))
    }
    guard let dtype else { throw missing("dtype") }
    guard let shape else { throw missing("shape") }
    guard let offsets else { throw missing("data_offsets") }
    entries.append(Entry(name: name, dtype: dtype, shape: shape, begin: offsets.begin, end: offsets.end))
  }
}

extension SafetensorsHeaderParser {
  /// Reads an object, calling `member` behind each key's colon to read the value.
  private mutating func object(
    member: (inout SafetensorsHeaderParser, String) throws(SafetensorsError) -> Void
  ) throws(SafetensorsError) {
    try require(UInt8(ascii: "{"), "'{'")
    if accept(UInt8(ascii: "}")) { return }
    var keys: Set<String> = []
    repeat {
      skipSpace()
      let keyPosition = position
      let key = try string()
      guard keys.insert(key).inserted else {
        throw SafetensorsError(
          file: file, reason: .duplicateKey(key, offset: SafetensorsHeader.prefixLength + keyPosition))
      }
      try require(UInt8(ascii: ":"), "':'")
      try member(&self, key)
    } while accept(UInt8(ascii: ","))
    try require(UInt8(ascii: "}"), "',' or '}'")
  }

  private mutating func integers() throws(SafetensorsError) -> [Int] {
    try require(UInt8(ascii: "["), "'['")
    if accept(UInt8(ascii: "]")) { return [] }
    var values: [Int] = []
    repeat {
      values.append(try integer())
    } while accept(UInt8(ascii: ","))
    try require(UInt8(ascii: "]"), "',' or ']'")
    return values
  }

  private mutating func integer() throws(SafetensorsError) -> Int {
    skipSpace()
    let start = position
    var value = 0
    while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      let (tens, tensOverflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      guard !tensOverflow, !overflow else { throw expected("a number below 2⁶³") }
      value = sum
      position += 1
    }
    guard position > start else { throw expected("a whole number") }
    guard position == start + 1 || bytes[start] != UInt8(ascii: "0") else { throw expected("no leading zero before") }
    return value
  }

  private mutating func string() throws(SafetensorsError) -> String {
    try require(UInt8(ascii: "\""), "'\"'")
    let start = position
    var content: [UInt8] = []
    while let byte = current, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw expected("control characters in strings to be escaped") }
      position += 1
      if byte == UInt8(ascii: "\\") {
        content.append(contentsOf: try escape().utf8)
      } else {
        content.append(byte)
      }
    }
    try require(UInt8(ascii: "\""), "'\"'")
    guard let string = String(validating: content, as: UTF8.self) else {
      position = start
      throw expected("a string of valid UTF-8")
    }
    return string
  }

  /// Reads what follows a backslash.
  private mutating func escape() throws(SafetensorsError) -> String {
    guard let byte = current else { throw expected("an escape") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return String(Unicode.Scalar(byte))
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default:
      position -= 1
      throw expected("one of the escapes of JSON")
    }
    let start = position
    var value = try hexadecimal()
    // Scalars above U+FFFF come as two escapes: ten bits in each, offset by 0x10000.
    if (0xD800..<0xDC00).contains(value), current == UInt8(ascii: "\\"), position + 1 < bytes.count,
      bytes[position + 1] == UInt8(ascii: "u")
    {
      position += 2
      let low = try hexadecimal()
      if (0xDC00..<0xE000).contains(low) {
        value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
      }
    }
    guard let scalar = Unicode.Scalar(value) else {
      position = start
      throw expected("surrogates in pairs")
    }
    return String(Character(scalar))
  }

  private mutating func hexadecimal() throws(SafetensorsError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw expected("a hexadecimal digit")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  private var current: UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      position += 1
    }
  }

  private mutating func accept(_ byte: UInt8) -> Bool {
    skipSpace()
    guard current == byte else { return false }
    position += 1
    return true
  }

  private mutating func require(_ byte: UInt8, _ description: String) throws(SafetensorsError) {
    guard accept(byte) else { throw expected(description) }
  }

  private func expected(_ what: String) -> SafetensorsError {
    SafetensorsError(file: file, reason: .syntax(offset: SafetensorsHeader.prefixLength + position, expected: what))
  }
}
