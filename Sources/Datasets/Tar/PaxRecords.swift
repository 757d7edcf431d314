/// What pax extended headers say of a member that matters here: its name and size.
///
/// A record is "length keyword=value\n", the length in decimal and that of the whole record (POSIX.1-2017, pax, "pax
/// Extended Header").
struct PaxRecords {
  /// The member's name, instead of that in its header.
  var path: [UInt8]?
  /// The member's number of bytes, instead of that in its header.
  var size: Int?
  /// Whether the member is a sparse file in one of GNU tar's forms.
  var isSparse = false

  /// Adds the records of a header, which override those before; one without a value takes back what was said.
  ///
  /// - Throws: `TarHeader.Fault`, its offset counting from the first record.
  mutating func apply(_ bytes: [UInt8]) throws(TarHeader.Fault) {
    var start = 0
    while start < bytes.count {
      func fault(_ found: String) -> TarHeader.Fault {
        TarHeader.Fault(offset: start, found: found, expected: "a pax record, as \"16 path=n/1.jpg\" and a line feed")
      }
      // Some programs fill the last block with zeros and count them.
      if bytes[start] == 0, bytes[start...].allSatisfy({ $0 == 0 }) { return }
      guard let blank = bytes[start...].prefix(20).firstIndex(of: UInt8(ascii: " ")),
        let length = Self.decimal(bytes[start..<blank]), length > blank - start, length <= bytes.count - start
      else { throw fault("a record without a length that fits") }
      let end = start + length
      guard bytes[end - 1] == UInt8(ascii: "\n"),
        let equals = bytes[(blank + 1)..<(end - 1)].firstIndex(of: UInt8(ascii: "="))
      else { throw fault("a record without \"=\" and a line feed at its end") }
      let value = bytes[(equals + 1)..<(end - 1)]
      switch String(decoding: bytes[(blank + 1)..<equals], as: UTF8.self) {
      case "path":
        path = value.isEmpty ? nil : Array(value)
      case "size":
        size = Self.decimal(value)
        guard value.isEmpty || size != nil else { throw fault("a size that is no number below 2⁶³") }
      case let keyword where keyword.hasPrefix("GNU.sparse."):
        isSparse = true
      default:
        break
      }
      start = end
    }
  }

  /// The number of some decimal digits; nil if there are none, or others, or more than an integer holds.
  static func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
    guard !digits.isEmpty else { return nil }
    var value = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
      guard !overflow, !carry else { return nil }
      value = sum
    }
    return value
  }
}
