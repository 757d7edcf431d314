import Files
import Foundation

/// An array of NumPy's format (`.npy`), versions 1 to 3, of real numbers in either order of bytes and of dimensions.
///
/// The header is read by a parser of the one dictionary that the format has; nothing is evaluated, and arrays of
/// objects, which are pickles, are refused. A file read from a path is mapped into memory.
public struct NumPyFile: Sendable {
  /// The file's path, or the name given with its bytes; errors start with it.
  public let name: String

  /// The element type as NumPy spells it, such as "<f4".
  public let type: String

  /// The dimensions, outermost first; empty for a single number.
  public let shape: [Int]

  private let element: StoredElement
  private let isBigEndian: Bool
  private let layout: ElementLayout
  private let elements: Data

  /// Reads and checks the file at a path.
  public init(path: String) throws(NumPyError) {
    let bytes: Data
    do {
      bytes = try MappedFile.bytes(ofFile: path)
    } catch {
      throw NumPyError(file: path, reason: .file(error))
    }
    try self.init(bytes: bytes, name: path)
  }

  /// Checks the bytes of a file; `name` stands for its path in errors.
  public init(bytes: Data, name: String) throws(NumPyError) {
    let (header, dataOffset) = try NumPyHeader.read(bytes, file: name)
    guard let (element, isBigEndian) = Self.element(of: header.type) else {
      throw NumPyError(file: name, reason: .type(header.type))
    }
    let elements = bytes.dropFirst(dataOffset)
    guard let strides = ElementLayout.contiguousStrides(shape: header.shape, isReversed: header.isFortranOrder),
      let layout = try? ElementLayout(shape: header.shape, strides: strides, offset: 0, storageCount: .max),
      !layout.count.multipliedReportingOverflow(by: element.byteCount).overflow
    else { throw NumPyError(file: name, reason: .shape(header.shape)) }
    guard layout.count * element.byteCount == elements.count else {
      throw NumPyError(
        file: name, reason: .size(found: elements.count, expected: layout.count * element.byteCount))
    }
    self.name = name
    self.type = header.type
    self.shape = header.shape
    self.element = element
    self.isBigEndian = isBigEndian
    self.layout = layout
    self.elements = elements
  }

  /// Returns the elements as `Float`, row-major; what `Float` does not hold is rounded to the nearest.
  public func values() -> [Float] {
    elements.withUnsafeBytes { element.floats(layout, of: $0, isBigEndian: isBigEndian) }
  }

  /// Writes an array of 32-bit floats, row-major, whole and durably, or not at all.
  ///
  /// - Throws: `NumPyError` if the shape does not have as many elements, or the file cannot be written.
  public static func write(_ values: [Float], shape: [Int], to path: String) throws(NumPyError) {
    let header = try header(of: values, shape: shape, name: "array", file: path)
    do {
      var file = try AtomicFile(path: path)
      try header.span.bytes.withUnsafeBytes { (bytes) throws(FileError) in try file.write(bytes) }
      try values.littleEndianBits.span.bytes.withUnsafeBytes { (bytes) throws(FileError) in try file.write(bytes) }
      try file.commit()
    } catch {
      throw NumPyError(file: path, reason: .file(error))
    }
  }

  /// The header of an array of 32-bit floats of a shape that they must have.
  static func header(of values: [Float], shape: [Int], name: String, file: String) throws(NumPyError) -> [UInt8] {
    let layout = try? ElementLayout(
      shape: shape, strides: ElementLayout.contiguousStrides(shape: shape) ?? [], offset: 0,
      storageCount: max(values.count, 1))
    guard layout?.count == values.count else { throw NumPyError(file: file, reason: .declaration(name)) }
    return NumPyHeader(type: "<f4", isFortranOrder: false, shape: shape).encoded()
  }

  /// What a type's name says: the byte order, a letter, and the number of bytes.
  private static func element(of type: String) -> (element: StoredElement, isBigEndian: Bool)? {
    guard let order = type.utf8.first, "<>=|".utf8.contains(order) else { return nil }
    let element: StoredElement? =
      switch String(type.dropFirst()) {
      case "b1": .bool
      case "u1": .uint8
      case "i1": .int8
      case "u2": .uint16
      case "i2": .int16
      case "u4": .uint32
      case "i4": .int32
      case "u8": .uint64
      case "i8": .int64
      case "f2": .float16
      case "f4": .float32
      case "f8": .float64
      default: nil
      }
    // A type of several bytes without an order is none.
    guard let element, order != UInt8(ascii: "|") || element.byteCount == 1 else { return nil }
    return (element, order == UInt8(ascii: ">"))
  }
}

extension [Float] {
  /// The bit patterns, which in memory are the bytes of a file.
  var littleEndianBits: [UInt32] { map { $0.bitPattern.littleEndian } }
}
