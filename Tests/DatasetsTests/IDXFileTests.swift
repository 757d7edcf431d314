import Datasets
import Testing

@Suite struct IDXFileTests {
  private static let images = idxBytes([2, 2, 3], elements: Array(10..<22))

  private static func error(_ bytes: [UInt8], rank: Int = 3) throws -> (offset: Int, found: String, expected: String) {
    let error = try #require(throws: DatasetError.self) { try IDXFile(parsing: bytes, rank: rank, file: "name") }
    guard case .malformed("name", let offset, let found, let expected, _) = error else {
      Issue.record("refused for another reason: \(error)")
      return (-1, "", "")
    }
    #expect(error.description.hasPrefix("name: byte \(offset): \(found) (expected \(expected)); "))
    return (offset, found, expected)
  }

  @Test func `dimensions are big-endian and elements follow in order`() throws {
    let file = try IDXFile(parsing: Self.images, rank: 3, file: "name")
    #expect(file.dimensions == [2, 2, 3])
    #expect(file.elements == Array(10..<22))
    let labels = try IDXFile(
      parsing: idxBytes([258], elements: [UInt8](repeating: 7, count: 258)), rank: 1, file: "name")
    #expect(labels.dimensions == [258])
    #expect(labels.elements.count == 258)
  }

  @Test func `no elements are fine if a dimension is zero`() throws {
    let file = try IDXFile(parsing: idxBytes([0, 28, 28], elements: []), rank: 3, file: "name")
    #expect(file.dimensions == [0, 28, 28])
    #expect(file.elements.isEmpty)
  }

  @Test func `every truncation is refused`() throws {
    for length in 0..<Self.images.count {
      let error = try Self.error(Array(Self.images[..<length]))
      #expect(error.offset == min(length, 16))
    }
  }

  @Test func `bytes behind the elements are refused`() throws {
    let error = try Self.error(Self.images + [0])
    #expect(error == (16, "13 bytes of elements", "12 = 2 × 2 × 3"))
  }

  @Test(arguments: [0, 1])
  func `another magic number is refused`(offset: Int) throws {
    var bytes = Self.images
    bytes[offset] = 0x89
    let error = try Self.error(bytes)
    #expect(error.offset == 0)
    #expect(error.found == (offset == 0 ? "the bytes 89 00" : "the bytes 00 89"))
  }

  @Test(arguments: [(0x09, "signed bytes"), (0x0d, "32-bit floating point"), (0x07, "unknown")] as [(UInt8, String)])
  func `another type of elements is refused`(type: UInt8, name: String) throws {
    let error = try Self.error(idxBytes([2, 2, 3], elements: Array(10..<22), type: type))
    #expect(error == (2, "the element type 0\(String(type, radix: 16)) (\(name))", "08 (unsigned bytes)"))
  }

  @Test func `another rank is refused`() throws {
    #expect(try Self.error(idxBytes([12], elements: Array(10..<22))) == (3, "1 dimensions", "3 for images"))
    #expect(try Self.error(Self.images, rank: 1) == (3, "3 dimensions", "1 for labels"))
  }

  @Test func `dimensions whose product overflows are refused`() throws {
    let error = try Self.error(idxBytes([1 << 31, 1 << 31, 2], elements: [1, 2, 3]))
    #expect(error.offset == 12)
    #expect(error.found == "a dimension of 2")
    #expect(try Self.error(idxBytes([.max, .max, .max], elements: [1, 2, 3])).offset == 8)
    #expect(try Self.error(idxBytes([.max, 1, 1], elements: [1])).offset == 16)
  }
}
