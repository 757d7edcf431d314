/// A strict reader of the dictionary in an array's header.
///
///     header = { key: value, … }           each of the three keys once, in any order, a comma behind the last allowed
///     value  = 'text' | "text" | False | True | (3, 4,)
struct NumPyHeaderParser {
  private let bytes: [UInt8]
  private let start: Int
  private let file: String
  private var position = 0

  /// Begins with the dictionary's text, which lies `start` bytes into the file.
  init(bytes: [UInt8], start: Int, file: String) {
    self.bytes = bytes
    self.start = start
    self.file = file
  }

  /// Reads the dictionary, and the spaces behind it.
  mutating func parse() throws(NumPyError) -> NumPyHeader {
    var type: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try expect("{")
    while !take("}") {
      let place = position
      let key = try text()
      try expect(":")
      switch key {
      case "descr" where type == nil: type = try text()
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try truth()
      case "shape" where shape == nil: shape = try tuple()
      default: throw expected("each of 'descr', 'fortran_order' and 'shape' once", at: place)
      }
      guard take(",") else {
        try expect("}")
        break
      }
    }
    skipSpaces()
    guard position == bytes.count else { throw expected("nothing but spaces behind the dictionary", at: position) }
    guard let type, let isFortranOrder, let shape else {
      throw expected("each of 'descr', 'fortran_order' and 'shape' once", at: position)
    }
    return NumPyHeader(type: type, isFortranOrder: isFortranOrder, shape: shape)
  }

  private func expected(_ what: String, at place: Int) -> NumPyError {
    NumPyError(file: file, reason: .syntax(offset: start + place, expected: what))
  }

  private mutating func skipSpaces() {
    while position < bytes.count, [0x20, 0x0A].contains(bytes[position]) { position += 1 }
  }

  /// Passes over spaces and, if they are next, these characters.
  private mutating func take(_ characters: String) -> Bool {
    skipSpaces()
    guard bytes[position...].starts(with: characters.utf8) else { return false }
    position += characters.utf8.count
    return true
  }

  private mutating func expect(_ characters: String) throws(NumPyError) {
    guard take(characters) else { throw expected("'\(characters)'", at: position) }
  }

  private mutating func text() throws(NumPyError) -> String {
    skipSpaces()
    guard position < bytes.count, [UInt8(ascii: "'"), UInt8(ascii: "\"")].contains(bytes[position]) else {
      throw expected("a string", at: position)
    }
    let quote = bytes[position]
    let first = position + 1
    guard let end = bytes[first...].firstIndex(of: quote) else { throw expected("the end of a string", at: position) }
    let content = bytes[first..<end]
    guard let text = String(validating: content, as: UTF8.self), !content.contains(UInt8(ascii: "\\")) else {
      throw expected("a string of UTF-8 without escapes", at: position)
    }
    position = end + 1
    return text
  }

  private mutating func truth() throws(NumPyError) -> Bool {
    if take("False") { return false }
    try expect("True")
    return true
  }

  private mutating func tuple() throws(NumPyError) -> [Int] {
    try expect("(")
    var values: [Int] = []
    while !take(")") {
      values.append(try number())
      guard take(",") else {
        try expect(")")
        // In parentheses without a comma, a number is no tuple.
        guard values.count > 1 else { throw expected("','", at: position - 1) }
        break
      }
    }
    return values
  }

  private mutating func number() throws(NumPyError) -> Int {
    skipSpaces()
    let place = position
    var value = 0
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, sumOverflow) = product.addingReportingOverflow(Int(bytes[position] - 0x30))
      guard !overflow, !sumOverflow else { throw expected("a dimension of at most \(Int.max)", at: place) }
      value = sum
      position += 1
    }
    guard position > place else { throw expected("a dimension", at: place) }
    // Python 2 wrote long numbers so.
    if position < bytes.count, bytes[position] == UInt8(ascii: "L") { position += 1 }
    return value
  }
}
