/// The header of a safetensors file: eight little-endian bytes of length, then that many bytes of JSON.
struct SafetensorsHeader: Equatable, Sendable {
  /// The most bytes of JSON that the format allows.
  static let maximumLength = 100_000_000

  /// The number of bytes before the JSON.
  static let prefixLength = 8

  /// The key that holds the metadata instead of a tensor.
  static let metadataKey = "__metadata__"

  /// The data begin at a multiple of this, for aligned vector loads from a mapped file.
  static let alignment = 64

  /// The tensors in the order of their data.
  var tensors: [TensorRecord]

  /// Free-form strings.
  var metadata: [String: String]

  /// Lays out the data of tensors one after another.
  init(
    declarations: [TensorDeclaration], metadata: [String: String], file: String
  ) throws(SafetensorsError) {
    func failure(_ reason: SafetensorsError.Reason) -> SafetensorsError { SafetensorsError(file: file, reason: reason) }
    tensors = []
    self.metadata = metadata
    var names: Set<String> = []
    var end = 0
    for tensor in declarations {
      guard tensor.name != Self.metadataKey else { throw failure(.reservedName(tensor.name)) }
      guard names.insert(tensor.name).inserted else { throw failure(.duplicateKey(tensor.name, offset: 0)) }
      guard let count = tensor.dtype.byteCount(shape: tensor.shape), count <= Int.max - end else {
        throw failure(.impossibleShape(tensor.shape, tensor.dtype, tensor: tensor.name))
      }
      tensors.append(
        TensorRecord(name: tensor.name, dtype: tensor.dtype, shape: tensor.shape, byteRange: end..<end + count))
      end += count
    }
  }

  /// Checks what a header says of its tensors against one another and against the length of the data.
  ///
  /// Sorted by their offsets, the tensors must cover the data exactly, without holes or overlap.
  init(
    entries: [SafetensorsHeaderParser.Entry], metadata: [String: String], dataLength: Int, file: String
  ) throws(SafetensorsError) {
    func failure(_ reason: SafetensorsError.Reason) -> SafetensorsError { SafetensorsError(file: file, reason: reason) }
    tensors = []
    tensors.reserveCapacity(entries.count)
    self.metadata = metadata
    // Empty tensors share their offsets with a neighbour: among equals the header's order decides.
    let order = entries.indices.sorted {
      (entries[$0].begin, entries[$0].end, $0) < (entries[$1].begin, entries[$1].end, $1)
    }
    var end = 0
    for index in order {
      let entry = entries[index]
      guard let dtype = SafetensorsDataType(rawValue: entry.dtype) else {
        throw failure(.unknownDataType(entry.dtype, tensor: entry.name))
      }
      guard let needed = dtype.byteCount(shape: entry.shape) else {
        throw failure(.impossibleShape(entry.shape, dtype, tensor: entry.name))
      }
      // The parser admits no negative numbers, so the difference cannot overflow.
      guard entry.end - entry.begin == needed else {
        throw failure(.sizeMismatch(needed: needed, begin: entry.begin, end: entry.end, tensor: entry.name))
      }
      guard entry.begin == end else {
        throw failure(.notContiguous(begin: entry.begin, expected: end, tensor: entry.name))
      }
      end = entry.end
      tensors.append(TensorRecord(name: entry.name, dtype: dtype, shape: entry.shape, byteRange: entry.begin..<end))
    }
    guard end == dataLength else { throw failure(.dataLength(described: end, present: dataLength)) }
  }

  /// The header's bytes, length included, padded with spaces so that the data behind it are aligned.
  ///
  /// Tensors stand in their order and metadata sorted by the bytes of their keys: equal headers have equal bytes.
  func encoded(file: String) throws(SafetensorsError) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { "\(Self.json($0.key)):\(Self.json($0.value))" }
      members.append("\(Self.json(Self.metadataKey)):{\(pairs.joined(separator: ","))}")
    }
    for tensor in tensors {
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      let (begin, end) = (tensor.byteRange.lowerBound, tensor.byteRange.upperBound)
      members.append(
        "\(Self.json(tensor.name)):{\"dtype\":\"\(tensor.dtype.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(begin),\(end)]}")
    }
    var text = Array("{\(members.joined(separator: ","))}".utf8)
    let unaligned = (Self.prefixLength + text.count) % Self.alignment
    if unaligned > 0 {
      text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: Self.alignment - unaligned))
    }
    guard text.count <= Self.maximumLength else {
      throw SafetensorsError(
        file: file, reason: .headerTooLong(length: UInt64(text.count), limit: Self.maximumLength))
    }
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
  }

  /// A string as JSON; what JSON does not force to be escaped stands as it is.
  private static func json(_ string: String) -> String {
    var result = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{00}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
