/// An array of a MATLAB file: what it is, and where its contents are, which are read when asked for.
struct MATArray {
  /// The classes of arrays that are read here (MAT-File Format, table 1-3); all others are `other`.
  enum Class {
    case structure
    case characters
    case numbers
    case other
  }

  /// What the array is of.
  let arrayClass: Class
  /// The number of elements, the product of the dimensions.
  let count: Int
  /// The array's name; empty within another array.
  let name: String
  /// Where its element begins.
  let offset: Int
  /// What follows the name.
  private let contents: MATElements

  /// Parses the head of an array.
  ///
  /// - Throws: `DatasetError.malformed`.
  init(_ element: MATElements.Element, of elements: MATElements) throws(DatasetError) {
    var parts = elements.within(element)
    offset = element.offset
    // An empty array may be an element without any bytes.
    guard !parts.isAtEnd else {
      (arrayClass, count, name, contents) = (.other, 0, "", parts)
      return
    }
    let flags = try parts.integers(parts.next(.uint32, what: "an array's flags"))
    guard flags.count == 2 else { throw parts.malformed(at: offset, "\(flags.count) flags of an array", "2") }
    let isComplex = flags[0] & 0x800 != 0
    let arrayClass: Class =
      switch flags[0] & 0xff {
      case 2: .structure
      case 4: .characters
      case 6...15: isComplex ? .other : .numbers
      default: .other
      }
    let dimensions = try parts.integers(parts.next(.int32, what: "an array's dimensions"))
    var count = 1
    for dimension in dimensions {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !overflow else {
        throw parts.malformed(at: offset, "the dimensions \(dimensions)", "a product below 2⁶³")
      }
      count = product
    }
    let nameElement = try parts.next(.int8, .uint8, .utf8, what: "an array's name")
    self.arrayClass = arrayClass
    self.count = count
    name = String(decoding: parts.bytes[nameElement.data], as: UTF8.self)
    contents = parts
  }

  /// The one whole number that the array is.
  ///
  /// - Throws: `DatasetError.malformed` if it is another array.
  func integer() throws(DatasetError) -> Int {
    var parts = contents
    guard arrayClass == .numbers, count == 1 else { throw parts.malformed(at: offset, "another array", "one number") }
    let values = try parts.integers(parts.next())
    guard values.count == 1 else { throw parts.malformed(at: offset, "\(values.count) numbers", "one number") }
    return values[0]
  }

  /// The text that the array is; empty for an empty array.
  ///
  /// - Throws: `DatasetError.malformed` if it is another array.
  func text() throws(DatasetError) -> String {
    var parts = contents
    guard count > 0 else { return "" }
    guard arrayClass == .characters else { throw parts.malformed(at: offset, "another array", "text") }
    let element = try parts.next()
    switch element.type {
    case .utf8, .int8, .uint8:
      return String(decoding: parts.bytes[element.data], as: UTF8.self)
    case .uint16, .utf16:
      let units = stride(from: element.data.lowerBound, to: element.data.upperBound - 1, by: 2).map {
        UInt16(parts.bytes[$0]) | UInt16(parts.bytes[$0 + 1]) << 8
      }
      return String(decoding: units, as: UTF16.self)
    default:
      throw parts.malformed(at: element.offset, "text of the type \(element.type.rawValue)", "UTF-8 or UTF-16")
    }
  }

  /// The chosen fields of each structure of the array, in its order, each with a value for each of `fields`.
  ///
  /// - Throws: `DatasetError.malformed` if this is no array of structures, or one without such a field.
  func structures(_ fields: [String]) throws(DatasetError) -> [[MATArray]] {
    var parts = contents
    guard arrayClass == .structure else { throw parts.malformed(at: offset, "another array", "structures") }
    let lengths = try parts.integers(parts.next(.int32, what: "the length of field names"))
    guard lengths.count == 1, (1...1024).contains(lengths[0]) else {
      throw parts.malformed(at: offset, "field names of \(lengths) bytes", "one length, 1 to 1024")
    }
    let namesElement = try parts.next(.int8, .uint8, .utf8, what: "field names")
    let names = stride(from: namesElement.data.lowerBound, to: namesElement.data.upperBound, by: lengths[0]).map {
      let name = parts.bytes[$0..<min($0 + lengths[0], namesElement.data.upperBound)]
      return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    }
    var places: [Int] = []
    for field in fields {
      guard let place = names.firstIndex(of: field) else {
        throw parts.malformed(
          at: namesElement.offset, "the fields \(names.prefix(20).joined(separator: ", "))", "one of the name \(field)")
      }
      places.append(place)
    }
    var structures: [[MATArray]] = []
    for _ in 0..<count {
      // Each structure takes at least a tag for each field, so a count that lies ends with the data.
      var values: [MATElements.Element] = []
      for _ in names { values.append(try parts.next(.matrix, what: "a field's array")) }
      var chosen: [MATArray] = []
      for place in places { chosen.append(try MATArray(values[place], of: parts)) }
      structures.append(chosen)
    }
    return structures
  }
}
