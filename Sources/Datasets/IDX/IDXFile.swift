/// An array of unsigned bytes in the IDX format, that of the MNIST files.
///
/// All numbers are big-endian: two zero bytes, the element's type (8 for unsigned bytes), the rank, then each dimension
/// in 32 bits, outermost first, then the elements in row-major order.
package struct IDXFile: Equatable, Sendable {
  /// The dimensions, outermost first: [count] for labels, [count, rows, columns] for images.
  package let dimensions: [Int]
  /// The elements, as many as the product of the dimensions.
  package let elements: [UInt8]

  /// The formats' names of the element types, by number.
  private static let typeNames: [UInt8: String] = [
    0x08: "unsigned bytes", 0x09: "signed bytes", 0x0b: "16-bit integers", 0x0c: "32-bit integers",
    0x0d: "32-bit floating point", 0x0e: "64-bit floating point",
  ]

  /// Parses a decompressed file.
  ///
  /// - Parameters:
  ///   - bytes: the whole file; every byte must belong to it.
  ///   - rank: the number of dimensions that the file must have.
  ///   - file: what errors call the file.
  /// - Throws: `DatasetError.malformed`.
  package init(parsing bytes: [UInt8], rank: Int, file: String) throws(DatasetError) {
    let kind = rank == 1 ? "labels" : rank == 3 ? "images" : "an array"
    let replace = "give the IDX file of \(kind) of this data set"
    func malformed(_ offset: Int, _ found: String, _ expected: String, _ remedy: String) -> DatasetError {
      .malformed(file: file, offset: offset, found: found, expected: expected, remedy: remedy)
    }

    let headerSize = 4 + 4 * rank
    guard bytes.count >= 4 else {
      throw malformed(bytes.count, "the file ends", "an IDX header of \(headerSize) bytes", replace)
    }
    guard bytes[0] == 0, bytes[1] == 0 else {
      throw malformed(0, "the bytes \(Self.hex(bytes[0])) \(Self.hex(bytes[1]))", "00 00, as in any IDX file", replace)
    }
    guard bytes[2] == 0x08 else {
      let name = Self.typeNames[bytes[2]] ?? "unknown"
      throw malformed(
        2, "the element type \(Self.hex(bytes[2])) (\(name))", "08 (unsigned bytes)",
        "convert the values to unsigned bytes")
    }
    guard Int(bytes[3]) == rank else {
      throw malformed(3, "\(bytes[3]) dimensions", "\(rank) for \(kind)", replace)
    }
    guard bytes.count >= headerSize else {
      throw malformed(bytes.count, "the file ends", "an IDX header of \(headerSize) bytes", "fetch the file again")
    }

    var dimensions: [Int] = []
    var size = 1
    for axis in 0..<rank {
      let offset = 4 + 4 * axis
      let dimension = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
      let product = size.multipliedReportingOverflow(by: dimension)
      guard !product.overflow else {
        throw malformed(
          offset, "a dimension of \(dimension)", "a product of dimensions below 2^63", "fetch the file again")
      }
      size = product.partialValue
      dimensions.append(dimension)
    }
    guard bytes.count - headerSize == size else {
      throw malformed(
        headerSize, "\(bytes.count - headerSize) bytes of elements",
        "\(size) = \(dimensions.map(String.init).joined(separator: " × "))", "fetch or produce the file again")
    }
    self.dimensions = dimensions
    self.elements = Array(bytes[headerSize...])
  }

  private static func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
