import Files

/// A reason why a safetensors file cannot be read or written.
public struct SafetensorsError: Error, Equatable, Sendable {
  /// What is wrong, with its facts; offsets count from the start of the file if they are of the header, and from the
  /// first byte behind the header if they are of data.
  public enum Reason: Equatable, Sendable {
    /// The operating system refused.
    case file(FileError)
    /// The file is shorter than the eight bytes of the header's length.
    case noHeader(byteCount: Int)
    /// The header is longer than the format allows.
    case headerTooLong(length: UInt64, limit: Int)
    /// The header's length points behind the end of the file.
    case headerTruncated(length: UInt64, available: Int)
    /// The header is not the JSON that the format asks for.
    case syntax(offset: Int, expected: String)
    /// A key stands twice in an object of the header.
    case duplicateKey(String, offset: Int)
    /// A tensor lacks one of its three fields.
    case missingField(String, tensor: String)
    /// A tensor's type is none of the format.
    case unknownDataType(String, tensor: String)
    /// A tensor's size in bytes overflows, or is not whole.
    case impossibleShape([Int], SafetensorsDataType, tensor: String)
    /// A tensor's shape and type need another number of bytes than its offsets span.
    case sizeMismatch(needed: Int, begin: Int, end: Int, tensor: String)
    /// A tensor begins before or behind the end of the tensor before it.
    case notContiguous(begin: Int, expected: Int, tensor: String)
    /// The tensors end before or behind the end of the file.
    case dataLength(described: Int, present: Int)
    /// The file has no tensor of the name.
    case noSuchTensor(String)
    /// A tensor is of another type than asked for.
    case wrongDataType(SafetensorsDataType, expected: [SafetensorsDataType], tensor: String)
    /// A tensor to be written has a name that the format reserves.
    case reservedName(String)
    /// Bytes were written for another tensor than the one that is due; nil if all have been written.
    case outOfOrder(tensor: String, due: String?)
    /// More bytes were written for a tensor than it has.
    case tooManyBytes(given: Int, remaining: Int, tensor: String)
    /// A file was to be committed before all bytes of a tensor were written.
    case incomplete(tensor: String, remaining: Int)
  }

  /// The file's path, or the name given with its bytes.
  public let file: String

  /// What is wrong.
  public let reason: Reason

  package init(file: String, reason: Reason) {
    self.file = file
    self.reason = reason
  }
}

extension SafetensorsError: CustomStringConvertible {
  /// The file, the place, what is wrong there and the remedy in one line.
  public var description: String {
    if case .file(let error) = reason { return error.description }
    return "\(file): \(problem); \(remedy)"
  }

  private var problem: String {
    switch reason {
    case .file(let error):
      error.description
    case .noHeader(let byteCount):
      "\(byteCount) bytes are too few for the header's length, which takes 8"
    case .headerTooLong(let length, let limit):
      "bytes 0..<8: a header of \(length) bytes is longer than the format's limit of \(limit)"
    case .headerTruncated(let length, let available):
      "bytes 0..<8: a header of \(length) bytes, but only \(available) follow"
    case .syntax(let offset, let expected):
      "byte \(offset) of the header: expected \(expected)"
    case .duplicateKey(let key, let offset):
      "byte \(offset) of the header: the key \(key.quoted) stands twice"
    case .missingField(let field, let tensor):
      "tensor \(tensor.quoted): no field \(field.quoted)"
    case .unknownDataType(let type, let tensor):
      "tensor \(tensor.quoted): unknown dtype \(type.quoted)"
    case .impossibleShape(let shape, let type, let tensor):
      "tensor \(tensor.quoted): \(type.rawValue) of shape \(shape.shapeText) has no whole number of bytes"
        + " in range"
    case .sizeMismatch(let needed, let begin, let end, let tensor):
      "tensor \(tensor.quoted): its shape and dtype need \(needed) bytes, its data_offsets are [\(begin), \(end)]"
    case .notContiguous(let begin, let expected, let tensor):
      "tensor \(tensor.quoted): its data begin at \(begin), the data before it end at \(expected)"
    case .dataLength(let described, let present):
      "the header describes \(described) bytes of data, \(present) follow it"
    case .noSuchTensor(let tensor):
      "no tensor \(tensor.quoted)"
    case .wrongDataType(let type, let expected, let tensor):
      "tensor \(tensor.quoted): its dtype is \(type.rawValue), not "
        + expected.map(\.rawValue).joined(separator: " or ")
    case .reservedName(let name):
      "the format reserves the name \(name.quoted)"
    case .outOfOrder(let tensor, let due):
      "bytes given for tensor \(tensor.quoted) when "
        + (due.map { "\($0.quoted) was due" } ?? "all tensors were written")
    case .tooManyBytes(let given, let remaining, let tensor):
      "tensor \(tensor.quoted): \(given) bytes given for the \(remaining) that remain"
    case .incomplete(let tensor, let remaining):
      "tensor \(tensor.quoted): \(remaining) bytes have not been written"
    }
  }

  private var remedy: String {
    switch reason {
    case .file(let error): error.remedy
    case .noHeader, .headerTruncated, .dataLength: "the file is truncated or damaged: fetch or write it again"
    case .headerTooLong, .syntax, .missingField, .sizeMismatch, .notContiguous, .impossibleShape:
      "this is no valid safetensors file: fetch or write it again"
    case .duplicateKey: "give each tensor and each entry of the metadata a name of its own"
    case .unknownDataType:
      "use one of " + SafetensorsDataType.allCases.map(\.rawValue).joined(separator: ", ")
    case .noSuchTensor: "check the name against the file's list of tensors"
    case .wrongDataType: "convert the tensor, or ask for its own type"
    case .reservedName: "choose another name"
    case .outOfOrder, .tooManyBytes, .incomplete: "write each tensor whole, in the order of the declarations"
    }
  }
}
