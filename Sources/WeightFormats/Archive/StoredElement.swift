import Tensors

/// A type of real numbers as files store them.
enum StoredElement: Hashable, Sendable {
  case bool, uint8, int8, uint16, int16, uint32, int32, uint64, int64
  case float16, bfloat16, float32, float64

  /// The number of bytes of an element.
  var byteCount: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }
}

extension StoredElement {
  /// Returns the elements of a layout as `Float`, row-major; what `Float` does not hold is rounded to the nearest.
  ///
  /// - Parameters:
  ///   - layout: one that fits into `bytes`.
  ///   - bytes: the storage, at any alignment.
  ///   - isBigEndian: whether the most significant byte comes first.
  func floats(_ layout: ElementLayout, of bytes: UnsafeRawBufferPointer, isBigEndian: Bool) -> [Float] {
    let read = StridedRead(layout: layout, bytes: bytes, isBigEndian: isBigEndian)
    return switch self {
    case .bool: read.floats(UInt8.self) { $0 == 0 ? 0 : 1 }
    case .uint8: read.floats(UInt8.self) { Float($0) }
    case .int8: read.floats(UInt8.self) { Float(Int8(bitPattern: $0)) }
    case .uint16: read.floats(UInt16.self) { Float($0) }
    case .int16: read.floats(UInt16.self) { Float(Int16(bitPattern: $0)) }
    case .uint32: read.floats(UInt32.self) { Float($0) }
    case .int32: read.floats(UInt32.self) { Float(Int32(bitPattern: $0)) }
    case .uint64: read.floats(UInt64.self) { Float($0) }
    case .int64: read.floats(UInt64.self) { Float(Int64(bitPattern: $0)) }
    case .float16: read.floats(UInt16.self, HalfPrecision.float(float16:))
    case .bfloat16: read.floats(UInt16.self, HalfPrecision.float(bfloat16:))
    case .float32: read.floats(UInt32.self) { Float(bitPattern: $0) }
    case .float64: read.floats(UInt64.self) { Float(Double(bitPattern: $0)) }
    }
  }
}

/// What is the same in reading words of each size.
private struct StridedRead {
  let layout: ElementLayout
  let bytes: UnsafeRawBufferPointer
  let isBigEndian: Bool

  @inline(__always)
  func floats<Word: FixedWidthInteger & BitwiseCopyable>(
    _ word: Word.Type, _ value: (Word) -> Float
  ) -> [Float] {
    let size = MemoryLayout<Word>.size
    return [Float](unsafeUninitializedCapacity: layout.count) { buffer, done in
      layout.forEachRun { start, count, stride in
        for place in 0..<count {
          let stored = bytes.loadUnaligned(fromByteOffset: (start + place * stride) * size, as: Word.self)
          buffer[done + place] = value(isBigEndian ? Word(bigEndian: stored) : Word(littleEndian: stored))
        }
        done += count
      }
    }
  }
}
