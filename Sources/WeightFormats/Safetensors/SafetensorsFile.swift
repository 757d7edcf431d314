import Files
import Foundation

/// A safetensors file, checked whole: named tensors and free-form strings.
///
/// Reading executes nothing and trusts nothing. A file is refused unless its header is at most 100 MB of the JSON that
/// the format allows, no key stands twice, every type is known, every shape agrees with its offsets, and the tensors
/// cover the data exactly, without holes or overlap. A file read from a path is mapped into memory, and its tensors are
/// loaded when asked for. Source: the format's description in the README of the safetensors project.
public struct SafetensorsFile: Sendable {
  /// The file's path, or the name given with its bytes; errors start with it.
  public let name: String

  /// The tensors in the order of their data.
  public let tensors: [TensorRecord]

  /// Free-form strings that the writer left.
  public let metadata: [String: String]

  private let bytes: Data
  private let dataOffset: Int
  private let indices: [String: Int]

  /// Reads and checks the file at a path.
  public init(path: String) throws(SafetensorsError) {
    let bytes: Data
    do {
      bytes = try MappedFile.bytes(ofFile: path)
    } catch {
      throw SafetensorsError(file: path, reason: .file(error))
    }
    try self.init(bytes: bytes, name: path)
  }

  /// Reads and checks the file at a file URL.
  public init(contentsOf url: URL) throws(SafetensorsError) {
    try self.init(path: url.path(percentEncoded: false))
  }

  /// Checks the bytes of a file; `name` stands for its path in errors.
  public init(bytes: Data, name: String) throws(SafetensorsError) {
    let prefixLength = SafetensorsHeader.prefixLength
    guard bytes.count >= prefixLength else {
      throw SafetensorsError(file: name, reason: .noHeader(byteCount: bytes.count))
    }
    let available = bytes.count - prefixLength
    let length = bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= SafetensorsHeader.maximumLength else {
      throw SafetensorsError(
        file: name, reason: .headerTooLong(length: length, limit: SafetensorsHeader.maximumLength))
    }
    guard length <= available else {
      throw SafetensorsError(file: name, reason: .headerTruncated(length: length, available: available))
    }
    let dataOffset = prefixLength + Int(length)
    let parser = try SafetensorsHeaderParser(
      bytes: bytes.withUnsafeBytes { Array($0[prefixLength..<dataOffset]) }, file: name)
    let header = try SafetensorsHeader(
      entries: parser.entries, metadata: parser.metadata, dataLength: bytes.count - dataOffset, file: name)

    self.name = name
    self.bytes = bytes
    self.dataOffset = dataOffset
    tensors = header.tensors
    metadata = header.metadata
    // The parser refuses names that stand twice, so nothing is merged.
    indices = Dictionary(zip(tensors.map(\.name), tensors.indices), uniquingKeysWith: { first, _ in first })
  }

  /// Checks the bytes of a file; `name` stands for its path in errors.
  public init(bytes: [UInt8], name: String) throws(SafetensorsError) {
    try self.init(bytes: Data(bytes), name: name)
  }

  /// Returns what the file says of a tensor, or nil if it has none of that name.
  public func tensor(named name: String) -> TensorRecord? {
    indices[name].map { tensors[$0] }
  }

  /// Calls `body` with the bytes of a tensor, little-endian, row-major, at any alignment.
  ///
  /// The bytes are valid during the call only. Throws if the file has no tensor of that name.
  public func withBytes<Result>(
    of name: String, _ body: (UnsafeRawBufferPointer) -> Result
  ) throws(SafetensorsError) -> Result {
    guard let tensor = tensor(named: name) else {
      throw SafetensorsError(file: self.name, reason: .noSuchTensor(name))
    }
    return bytes.withUnsafeBytes { file in
      let range = dataOffset + tensor.byteRange.lowerBound..<dataOffset + tensor.byteRange.upperBound
      return body(UnsafeRawBufferPointer(rebasing: file[range]))
    }
  }
}
