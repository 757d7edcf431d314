import ImageCodecs
import StreamCodecs

/// Reading of MATLAB's files, version 5 (MAT-File Format, MathWorks): as much as ImageNet's `meta.mat` needs.
///
/// Little-endian files, as all of today's machines write; variables may be compressed.
enum MATFile {
  private static let headerSize = 128

  /// The array of this name.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: what errors call it.
  ///   - maximumSize: the most bytes that the compressed variables before and with this one may have.
  /// - Throws: `DatasetError.malformed` if the file is none of these, is damaged, or has no such array.
  static func array(
    named name: String, in bytes: [UInt8], file: String, maximumSize: Int
  ) throws(DatasetError) -> MATArray {
    var elements = MATElements(bytes, in: min(headerSize, bytes.count)..<bytes.count, file: file)
    guard bytes.count >= headerSize else {
      throw elements.malformed(at: bytes.count, "the file ends", "a header of \(headerSize) bytes")
    }
    guard bytes[124] == 0, bytes[125] == 1, bytes[126..<128].elementsEqual("IM".utf8) else {
      throw elements.malformed(at: 124, "another version or byte order", "a little-endian MATLAB file of version 5")
    }
    var names: [String] = []
    var allowance = maximumSize
    while !elements.isAtEnd {
      let element = try elements.next(.matrix, .compressed, what: "a variable")
      let array: MATArray
      if element.type == .compressed {
        let contents = try decompress(element, of: elements, maximumSize: allowance)
        allowance -= contents.count
        var inner = MATElements(
          contents, in: 0..<contents.count, file: "\(file): the variable at byte \(element.offset), decompressed")
        array = try MATArray(inner.next(.matrix, what: "a variable"), of: inner)
      } else {
        array = try MATArray(element, of: elements)
      }
      if array.name == name { return array }
      names.append(array.name)
    }
    throw elements.malformed(
      at: bytes.count, "variables named \(names.prefix(20).joined(separator: ", "))", "one named \(name)")
  }

  private static func decompress(
    _ element: MATElements.Element, of elements: MATElements, maximumSize: Int
  ) throws(DatasetError) -> [UInt8] {
    let stream = Array(elements.bytes[element.data])
    do {
      return try Zlib.decompress(stream.span, maximumOutputSize: maximumSize).output
    } catch {
      throw elements.malformed(at: element.data.lowerBound, "\(error)", "a zlib stream")
    }
  }
}
