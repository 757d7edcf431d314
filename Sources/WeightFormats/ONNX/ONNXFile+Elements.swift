import Files
import Foundation
import Tensors

/// The elements of tensors, in each of the format's encodings.
extension ONNXFile {
  /// The elements of a tensor of this file as `Float`, row-major; doubles are rounded to the nearest.
  ///
  /// - Throws: `ONNXError` if they are no real numbers, or damaged.
  public func floats(of tensor: ONNXTensor) throws(ONNXError) -> [Float] {
    guard let type = tensor.type, type.isReal else { throw wrongType(tensor, "of real numbers") }
    try check(tensor)
    switch tensor.storage {
    case .none: return []
    case .floats(let numbers): return numbers.map(in: bytes, UInt32.self) { Float(bitPattern: $0) }
    case .doubles(let numbers): return numbers.map(in: bytes, UInt64.self) { Float(Double(bitPattern: $0)) }
    case .words(let numbers): return numbers.map(in: bytes) { Self.half(UInt16(truncatingIfNeeded: $0), type) }
    case .raw(let range): return Self.floats(bytes, range, type)
    case .external(let place):
      let (data, range) = try external(place, tensor)
      return Self.floats(data, range, type)
    case .integers, .unsigned: throw wrongEncoding(tensor)
    }
  }

  /// The elements of a tensor of this file as `Int`, row-major.
  ///
  /// - Throws: `ONNXError` if they are no whole numbers, or damaged.
  public func integers(of tensor: ONNXTensor) throws(ONNXError) -> [Int] {
    guard let type = tensor.type, type.isInteger else { throw wrongType(tensor, "of whole numbers") }
    try check(tensor)
    switch tensor.storage {
    case .none: return []
    case .words(let numbers), .integers(let numbers), .unsigned(let numbers):
      return numbers.map(in: bytes) { Int(truncatingIfNeeded: $0) }
    case .raw(let range): return Self.integers(bytes, range, type)
    case .external(let place):
      let (data, range) = try external(place, tensor)
      return Self.integers(data, range, type)
    case .floats, .doubles: throw wrongEncoding(tensor)
    }
  }

  /// Checks that a tensor's elements are as many as its shape needs, in a field that its type has. Elements in other files
  /// are checked when they are read; types that are not read are not checked.
  func check(_ tensor: ONNXTensor) throws(ONNXError) {
    guard let count = ElementCount.of(tensor.shape) else {
      throw ONNXError(file: name, reason: .impossibleShape(tensor.shape, tensor: tensor.name))
    }
    guard let type = tensor.type, let width = type.width else { return }
    let present: Int
    var unit = 1
    switch (tensor.storage, type) {
    case (.none, _): present = 0
    case (.external, _): return
    case (.raw(let range), _): (present, unit) = (range.count, width)
    case (.floats(let numbers), .float), (.doubles(let numbers), .double): present = numbers.count
    case (.words(let numbers), .int32), (.words(let numbers), .int16), (.words(let numbers), .int8),
      (.words(let numbers), .uint16), (.words(let numbers), .uint8), (.words(let numbers), .bool),
      (.words(let numbers), .float16), (.words(let numbers), .bfloat16), (.integers(let numbers), .int64),
      (.unsigned(let numbers), .uint64), (.unsigned(let numbers), .uint32):
      present = numbers.count
    default: throw wrongEncoding(tensor)
    }
    let (needed, overflow) = count.multipliedReportingOverflow(by: unit)
    guard !overflow, needed == present else {
      throw ONNXError(
        file: name, reason: .sizeMismatch(needed: overflow ? .max : needed, present: present, tensor: tensor.name))
    }
  }

  private func wrongType(_ tensor: ONNXTensor, _ expected: String) -> ONNXError {
    ONNXError(file: name, reason: .wrongType(tensor.typeName, expected: expected, tensor: tensor.name))
  }

  private func wrongEncoding(_ tensor: ONNXTensor) -> ONNXError {
    let encoding =
      switch tensor.storage {
      case .none: "nothing"
      case .raw: "raw_data"
      case .floats: "float_data"
      case .doubles: "double_data"
      case .words: "int32_data"
      case .integers: "int64_data"
      case .unsigned: "uint64_data"
      case .external: "external_data"
      }
    return ONNXError(file: name, reason: .encoding(encoding, type: tensor.typeName, tensor: tensor.name))
  }

  /// The file beside the model that has a tensor's elements, and where they are in it.
  private func external(
    _ place: ONNXExternalData, _ tensor: ONNXTensor
  ) throws(ONNXError) -> (bytes: Data, range: Range<Int>) {
    func failure(_ problem: String) -> ONNXError {
      ONNXError(file: name, reason: .externalData(location: place.location, problem: problem, tensor: tensor.name))
    }
    guard let folder else { throw failure("is not looked for, as the model has no folder") }
    // A model may not name files elsewhere.
    let parts = place.location.split(separator: "/", omittingEmptySubsequences: false)
    guard !place.location.isEmpty, parts.allSatisfy({ !["", "..", "."].contains($0) }) else {
      throw failure("is not one in the model's folder")
    }
    let data: Data
    do {
      data = try MappedFile.bytes(ofFile: folder + "/" + place.location)
    } catch {
      throw failure("cannot be read (\(error.reason))")
    }
    let length = place.length ?? data.count - place.offset
    guard place.offset >= 0, length >= 0, place.offset <= data.count, length <= data.count - place.offset else {
      throw failure("has \(data.count) bytes, too few")
    }
    let count = ElementCount.of(tensor.shape) ?? 0
    let (needed, overflow) = count.multipliedReportingOverflow(by: tensor.type?.width ?? 1)
    guard !overflow, needed == length else { throw failure("has \(length) bytes for it, not those of its shape") }
    return (data, place.offset..<place.offset + length)
  }

  private static func floats(_ bytes: Data, _ range: Range<Int>, _ type: ONNXDataType) -> [Float] {
    switch type {
    case .double: elements(bytes, range, UInt64.self) { Float(Double(bitPattern: $0)) }
    case .float16, .bfloat16: elements(bytes, range, UInt16.self) { half($0, type) }
    default: elements(bytes, range, UInt32.self) { Float(bitPattern: $0) }
    }
  }

  private static func half(_ bits: UInt16, _ type: ONNXDataType) -> Float {
    type == .float16 ? HalfPrecision.float(float16: bits) : HalfPrecision.float(bfloat16: bits)
  }

  private static func integers(_ bytes: Data, _ range: Range<Int>, _ type: ONNXDataType) -> [Int] {
    switch type {
    case .uint8, .bool: elements(bytes, range, UInt8.self) { Int($0) }
    case .int8: elements(bytes, range, Int8.self) { Int($0) }
    case .uint16: elements(bytes, range, UInt16.self) { Int($0) }
    case .int16: elements(bytes, range, Int16.self) { Int($0) }
    case .uint32: elements(bytes, range, UInt32.self) { Int($0) }
    case .int32: elements(bytes, range, Int32.self) { Int($0) }
    default: elements(bytes, range, Int64.self) { Int($0) }
    }
  }

  private static func elements<Word: FixedWidthInteger & BitwiseCopyable, Element>(
    _ bytes: Data, _ range: Range<Int>, _: Word.Type, _ element: (Word) -> Element
  ) -> [Element] {
    let size = MemoryLayout<Word>.size
    return bytes.withUnsafeBytes { bytes in
      (0..<range.count / size).map { index in
        let offset = range.lowerBound + index * size
        return element(Word(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Word.self)))
      }
    }
  }
}
