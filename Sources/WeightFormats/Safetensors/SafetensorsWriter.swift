import Files

/// A writer of one safetensors file, tensor after tensor.
///
/// The tensors are declared first, then their bytes are given in the order of the declarations, in pieces of any size.
/// The file appears under its name at `commit()`, whole and durably, or not at all. Equal declarations, metadata and
/// bytes give equal files. The data begin at a multiple of 64 bytes; each tensor follows the one before it without a
/// gap, so those of wider elements are best declared first.
///
///     var writer = try SafetensorsWriter(path: path, tensors: [.init(name: "bias", dtype: .float32, shape: [2])])
///     try writer.write([0.5, -1] as [Float], to: "bias")
///     try writer.commit()
public struct SafetensorsWriter: ~Copyable {
  private let path: String
  private let tensors: [TensorRecord]
  private var file: AtomicFile
  /// The tensor whose bytes come next; there is none behind the last.
  private var index = 0
  /// The bytes of that tensor that are still to come.
  private var remaining = 0

  /// Declares the file's content and opens it beside its destination.
  ///
  /// Throws if a name stands twice or is reserved, a shape overflows, the header exceeds the format's limit, or the
  /// file cannot be created.
  public init(
    path: String, tensors: [TensorDeclaration], metadata: [String: String] = [:]
  ) throws(SafetensorsError) {
    let header = try SafetensorsHeader(declarations: tensors, metadata: metadata, file: path)
    let bytes = try header.encoded(file: path)
    file = try Self.begin(path, with: bytes)
    self.path = path
    self.tensors = header.tensors
    remaining = self.tensors.first?.byteRange.count ?? 0
    skipComplete()
  }

  /// Appends bytes to a tensor: little-endian, row-major.
  ///
  /// Throws if another tensor is due, the tensor has no room for them, or the file cannot be written.
  public mutating func write(_ bytes: UnsafeRawBufferPointer, to name: String) throws(SafetensorsError) {
    // A tensor without elements needs no bytes, but a caller may well go through all of its tensors.
    if bytes.isEmpty { return }
    guard index < tensors.count, tensors[index].name == name else {
      throw failure(.outOfOrder(tensor: name, due: index < tensors.count ? tensors[index].name : nil))
    }
    guard bytes.count <= remaining else {
      throw failure(.tooManyBytes(given: bytes.count, remaining: remaining, tensor: name))
    }
    do {
      try file.write(bytes)
    } catch {
      throw failure(.file(error))
    }
    remaining -= bytes.count
    skipComplete()
  }

  /// Appends elements to an F32 tensor.
  public mutating func write(_ values: [Float], to name: String) throws(SafetensorsError) {
    try write(values, as: .float32, bits: \.bitPattern, to: name)
  }

  /// Appends elements to an F64 tensor.
  public mutating func write(_ values: [Double], to name: String) throws(SafetensorsError) {
    try write(values, as: .float64, bits: \.bitPattern, to: name)
  }

  /// Appends elements to a tensor of their own integer type.
  public mutating func write<Element: SafetensorsInteger>(
    _ values: [Element], to name: String
  ) throws(SafetensorsError) {
    try write(values, as: Element.dataType, bits: \.self, to: name)
  }

  /// Makes the file appear under its name.
  ///
  /// Throws, and leaves the destination as it was, if a tensor lacks bytes or the volume fails.
  public consuming func commit() throws(SafetensorsError) {
    guard index == tensors.count else {
      throw failure(.incomplete(tensor: tensors[index].name, remaining: remaining))
    }
    let path = path
    do {
      try file.commit()
    } catch {
      throw SafetensorsError(file: path, reason: .file(error))
    }
  }
}

extension SafetensorsWriter {
  private static func begin(_ path: String, with header: [UInt8]) throws(SafetensorsError) -> AtomicFile {
    do {
      var file = try AtomicFile(path: path)
      try header.span.bytes.withUnsafeBytes { (bytes) throws(FileError) in try file.write(bytes) }
      return file
    } catch {
      throw SafetensorsError(file: path, reason: .file(error))
    }
  }

  private func failure(_ reason: SafetensorsError.Reason) -> SafetensorsError {
    SafetensorsError(file: path, reason: reason)
  }

  /// Moves on to the next tensor that lacks bytes.
  private mutating func skipComplete() {
    while remaining == 0, index < tensors.count {
      index += 1
      remaining = index < tensors.count ? tensors[index].byteRange.count : 0
    }
  }

  private mutating func write<Element: BitwiseCopyable, Bits: FixedWidthInteger & BitwiseCopyable>(
    _ values: [Element], as type: SafetensorsDataType, bits: KeyPath<Element, Bits>, to name: String
  ) throws(SafetensorsError) {
    if index < tensors.count, tensors[index].name == name, tensors[index].dtype != type {
      throw failure(.wrongDataType(tensors[index].dtype, expected: [type], tensor: name))
    }
    // On the hosts of today, all little-endian, memory already holds the bytes of the file.
    if Bits(littleEndian: 1) == 1 {
      try values.span.bytes.withUnsafeBytes { (bytes) throws(SafetensorsError) in try write(bytes, to: name) }
    } else {
      let swapped = values.map { $0[keyPath: bits].littleEndian }
      try swapped.span.bytes.withUnsafeBytes { (bytes) throws(SafetensorsError) in try write(bytes, to: name) }
    }
  }
}
