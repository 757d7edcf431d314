/// The data elements of a part of a MATLAB file, one after the other.
///
/// An element is a tag, four bytes of type and four of size, then its data, padded to eight bytes; one of up to four bytes
/// may keep its size and data in the tag itself (MAT-File Format, MathWorks, "Data Element Format").
struct MATElements {
  /// An element.
  struct Element {
    /// The data's type.
    let type: MATType
    /// Where the tag begins.
    let offset: Int
    /// Where the data are.
    let data: Range<Int>
  }

  /// The bytes that offsets count in.
  let bytes: [UInt8]
  /// What errors call them.
  let file: String
  /// Where the next element begins.
  private(set) var offset: Int
  private let end: Int

  /// The elements in a range of some bytes.
  ///
  /// - Precondition: the range lies within the bytes.
  init(_ bytes: [UInt8], in range: Range<Int>, file: String) {
    self.bytes = bytes
    self.file = file
    offset = range.lowerBound
    end = range.upperBound
  }

  /// Whether there is no further element.
  var isAtEnd: Bool { offset >= end }

  /// The elements within another one.
  func within(_ element: Element) -> MATElements { MATElements(bytes, in: element.data, file: file) }

  /// The next element.
  ///
  /// - Throws: `DatasetError.malformed` if there is none, or it goes past the end.
  mutating func next() throws(DatasetError) -> Element {
    let start = offset
    guard end - start >= 8 else { throw malformed(at: start, "the data end", "one more element") }
    let word = littleEndian(start)
    if word >> 16 != 0 {
      let (code, size) = (word & 0xffff, word >> 16)
      guard size <= 4 else { throw malformed(at: start, "a small element of \(size) bytes", "at most 4") }
      offset = start + 8
      return Element(type: try type(code, at: start), offset: start, data: (start + 4)..<(start + 4 + size))
    }
    let type = try type(word, at: start)
    let size = littleEndian(start + 4)
    guard size <= end - start - 8 else {
      throw malformed(at: start, "an element of \(size) bytes", "at most \(end - start - 8), which are left")
    }
    let data = (start + 8)..<(start + 8 + size)
    // Compressed elements are not padded.
    let padding = type == .compressed ? 0 : (8 - size % 8) % 8
    offset = data.upperBound + min(padding, end - data.upperBound)
    return Element(type: type, offset: start, data: data)
  }

  /// The next element, which must have one of these types.
  mutating func next(_ types: MATType..., what: String) throws(DatasetError) -> Element {
    let element = try next()
    guard types.contains(element.type) else {
      throw malformed(at: element.offset, "an element of the type \(element.type.rawValue)", what)
    }
    return element
  }

  /// The values of an element of whole numbers.
  ///
  /// - Throws: `DatasetError.malformed` if the data are not of a numeric type, or no whole number of values.
  func integers(_ element: Element) throws(DatasetError) -> [Int] {
    guard let size = element.type.size, element.data.count % size == 0 else {
      throw malformed(
        at: element.offset, "\(element.data.count) bytes of the type \(element.type.rawValue)", "whole numbers")
    }
    var values: [Int] = []
    values.reserveCapacity(element.data.count / size)
    for start in stride(from: element.data.lowerBound, to: element.data.upperBound, by: size) {
      let bits = (0..<size).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
      guard let value = element.type.integer(bits) else {
        throw malformed(at: start, "a number that is not whole, or too large", "a whole number below 2⁵³")
      }
      values.append(value)
    }
    return values
  }

  /// An error at a byte.
  func malformed(at offset: Int, _ found: String, _ expected: String) -> DatasetError {
    .malformed(
      file: file, offset: offset, found: found, expected: expected,
      remedy: "the file is damaged or another: take it from ImageNet's devkit")
  }

  private func type(_ code: Int, at offset: Int) throws(DatasetError) -> MATType {
    guard let type = MATType(rawValue: code) else {
      throw malformed(at: offset, "an element of the type \(code)", "a type that the format knows")
    }
    return type
  }

  private func littleEndian(_ offset: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) } }
}
