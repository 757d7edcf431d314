import Files

/// A writer of one PyTorch file, tensor after tensor: a state dictionary that `torch.load` reads, in the zip form.
///
/// The tensors are declared first, then each is given whole, in the order of the declarations. The file appears under
/// its name at `commit()`, whole and durably, or not at all. Equal declarations and elements give equal files.
///
///     var writer = try TorchWriter(path: path, tensors: [.init(name: "fc.bias", shape: [2])])
///     try writer.write([0.5, -1] as [Float], to: "fc.bias")
///     try writer.commit()
public struct TorchWriter: ~Copyable {
  /// The folder in the archive, as PyTorch calls it when it has no file's name.
  private static let folder = "archive"

  private let path: String
  private let tensors: [TorchDeclaration]
  private let counts: [Int]
  private var zip: ZipWriter
  private var index = 0

  /// Declares the file's content and opens it beside its destination.
  ///
  /// - Throws: `TorchError` if a name stands twice, a shape is negative or overflows, or the file cannot be created.
  public init(path: String, tensors: [TorchDeclaration]) throws(TorchError) {
    var names: Set<String> = []
    var counts: [Int] = []
    var strides: [[Int]] = []
    for tensor in tensors {
      guard names.insert(tensor.name).inserted else {
        throw TorchError(file: path, reason: .duplicateName(tensor.name))
      }
      guard tensor.shape.count <= ElementLayout.maximumRank, tensor.shape.allSatisfy({ $0 >= 0 }),
        tensor.name.utf8.count <= Int32.max, let own = ElementLayout.contiguousStrides(shape: tensor.shape),
        let count = Self.count(tensor.shape, of: tensor.type)
      else { throw TorchError(file: path, reason: .declaration(tensor.name)) }
      strides.append(own)
      counts.append(count)
    }
    let pickle = PickleWriter(tensors, strides: strides, counts: counts).bytes
    zip = try Self.begin(path, with: pickle)
    self.path = path
    self.tensors = tensors
    self.counts = counts
  }

  /// Writes all elements of the tensor that is due: little-endian, row-major.
  ///
  /// - Throws: `TorchError` if another is due, the bytes are not those of its elements, or the file cannot be written.
  public mutating func write(_ bytes: UnsafeRawBufferPointer, to name: String) throws(TorchError) {
    guard index < tensors.count, tensors[index].name == name else {
      throw TorchError(
        file: path, reason: .outOfOrder(tensor: name, due: index < tensors.count ? tensors[index].name : nil))
    }
    guard bytes.count == counts[index] * tensors[index].type.element.byteCount else {
      throw TorchError(file: path, reason: .declaration(name))
    }
    do {
      try zip.add("\(Self.folder)/data/\(index)", bytes)
    } catch {
      throw Self.failure(error, path)
    }
    index += 1
  }

  /// Writes all elements of the `float32` tensor that is due.
  public mutating func write(_ values: [Float], to name: String) throws(TorchError) {
    try write(values, as: .float32, bits: \.bitPattern, to: name)
  }

  /// Writes all elements of the `float64` tensor that is due.
  public mutating func write(_ values: [Double], to name: String) throws(TorchError) {
    try write(values, as: .float64, bits: \.bitPattern, to: name)
  }

  /// Makes the file appear under its name.
  ///
  /// - Throws: `TorchError`, and leaves the destination as it was, if a tensor is missing or the volume fails.
  public consuming func commit() throws(TorchError) {
    let path = path
    guard index == tensors.count else {
      throw TorchError(file: path, reason: .incomplete(tensor: tensors[index].name))
    }
    do {
      try zip.add("\(Self.folder)/version", Array("3\n".utf8))
      try zip.commit()
    } catch {
      throw Self.failure(error, path)
    }
  }
}

extension TorchWriter {
  private static func begin(_ path: String, with pickle: [UInt8]) throws(TorchError) -> ZipWriter {
    do {
      var zip = try ZipWriter(path: path)
      try zip.add("\(folder)/data.pkl", pickle)
      try zip.add("\(folder)/byteorder", Array("little".utf8))
      return zip
    } catch {
      throw failure(error, path)
    }
  }

  private static func failure(_ error: ZipError, _ path: String) -> TorchError {
    if case .file(let error) = error.reason { return TorchError(file: path, reason: .file(error)) }
    return TorchError(file: path, reason: .zip(error))
  }

  /// The number of elements of a shape, or nil if its bytes cannot be counted.
  private static func count(_ shape: [Int], of type: TorchDataType) -> Int? {
    var count = 1
    for dimension in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard !overflow else { return nil }
      count = product
    }
    return count.multipliedReportingOverflow(by: type.element.byteCount).overflow ? nil : count
  }

  private mutating func write<Element: BitwiseCopyable, Bits: FixedWidthInteger & BitwiseCopyable>(
    _ values: [Element], as type: TorchDataType, bits: KeyPath<Element, Bits>, to name: String
  ) throws(TorchError) {
    if index < tensors.count, tensors[index].name == name, tensors[index].type != type {
      throw TorchError(file: path, reason: .declaration(name))
    }
    // On the hosts of today, all little-endian, memory already holds the bytes of the file.
    if Bits(littleEndian: 1) == 1 {
      try values.span.bytes.withUnsafeBytes { (bytes) throws(TorchError) in try write(bytes, to: name) }
    } else {
      let swapped = values.map { $0[keyPath: bits].littleEndian }
      try swapped.span.bytes.withUnsafeBytes { (bytes) throws(TorchError) in try write(bytes, to: name) }
    }
  }
}
