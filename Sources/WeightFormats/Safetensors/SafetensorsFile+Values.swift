import Tensors

extension SafetensorsFile {
  /// Returns the elements of a tensor as `Float`, row-major.
  ///
  /// Takes F32, F16 and BF16, each exactly; a NaN stays a NaN. Any other type is an error: nothing is rounded silently.
  public func floats(_ name: String) throws(SafetensorsError) -> [Float] {
    let type = try dataType(of: name, among: [.float32, .float16, .bfloat16])
    return try withBytes(of: name) { bytes in
      switch type {
      case .float16:
        Self.elements(bytes, UInt16.self, HalfPrecision.float(float16:))
      case .bfloat16:
        Self.elements(bytes, UInt16.self, HalfPrecision.float(bfloat16:))
      default:
        Self.elements(bytes, UInt32.self) { Float(bitPattern: $0) }
      }
    }
  }

  /// Returns the elements of a tensor as `Double`, row-major.
  ///
  /// Takes F64 and the types that `floats(_:)` takes, each exactly. Any other type is an error.
  public func doubles(_ name: String) throws(SafetensorsError) -> [Double] {
    let type = try dataType(of: name, among: [.float64, .float32, .float16, .bfloat16])
    guard type == .float64 else { return try floats(name).map(Double.init) }
    return try withBytes(of: name) { bytes in Self.elements(bytes, UInt64.self) { Double(bitPattern: $0) } }
  }

  /// Returns the elements of a tensor as integers, row-major.
  ///
  /// Takes the tensor's own type alone: I64 as `Int64`, U8 as `UInt8`, and so on. Any other type is an error.
  public func integers<Element: SafetensorsInteger>(
    _ name: String, as type: Element.Type = Element.self
  ) throws(SafetensorsError) -> [Element] {
    _ = try dataType(of: name, among: [Element.dataType])
    return try withBytes(of: name) { bytes in Self.elements(bytes, Element.self) { $0 } }
  }
}

extension SafetensorsFile {
  private func dataType(
    of name: String, among expected: [SafetensorsDataType]
  ) throws(SafetensorsError) -> SafetensorsDataType {
    guard let tensor = tensor(named: name) else {
      throw SafetensorsError(file: self.name, reason: .noSuchTensor(name))
    }
    guard expected.contains(tensor.dtype) else {
      throw SafetensorsError(file: self.name, reason: .wrongDataType(tensor.dtype, expected: expected, tensor: name))
    }
    return tensor.dtype
  }

  @inline(__always)
  private static func elements<Word: FixedWidthInteger & BitwiseCopyable, Element>(
    _ bytes: UnsafeRawBufferPointer, _ word: Word.Type, _ element: (Word) -> Element
  ) -> [Element] {
    let size = MemoryLayout<Word>.size
    return (0..<bytes.count / size).map {
      element(Word(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * size, as: Word.self)))
    }
  }
}
