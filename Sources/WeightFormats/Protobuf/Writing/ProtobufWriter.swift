/// A message in Protocol Buffers' wire format, field after field; see `ProtobufReader` for the format.
package struct ProtobufWriter {
  /// What has been written.
  package private(set) var bytes: [UInt8] = []

  /// An empty message.
  package init() {}

  /// Appends a whole number.
  package mutating func integer(_ number: Int, _ value: Int) {
    tag(number, 0)
    varint(UInt64(bitPattern: Int64(value)))
  }

  /// Appends a float of 32 bits.
  package mutating func float(_ number: Int, _ value: Float) {
    tag(number, 5)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Appends a string.
  package mutating func string(_ number: Int, _ value: String) {
    bytes(number, Array(value.utf8))
  }

  /// Appends bytes, such as a message that was written by itself.
  package mutating func bytes(_ number: Int, _ value: [UInt8]) {
    tag(number, 2)
    varint(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  /// Appends floats of 32 bits: packed numbers, or the raw bytes of a tensor.
  package mutating func floats(_ number: Int, _ values: [Float]) {
    tag(number, 2)
    varint(UInt64(4 * values.count))
    words(values.count) { values[$0].bitPattern }
  }

  /// Appends integers of 64 bits: the raw bytes of a tensor.
  package mutating func words(_ number: Int, _ values: [Int]) {
    tag(number, 2)
    varint(UInt64(8 * values.count))
    words(values.count) { Int64(values[$0]) }
  }

  /// Appends packed whole numbers.
  package mutating func packed(_ number: Int, _ values: [Int]) {
    message(number) { writer in
      for value in values { writer.varint(UInt64(bitPattern: Int64(value))) }
    }
  }

  /// Appends a message, or anything else that has a length before it.
  package mutating func message(_ number: Int, _ body: (inout ProtobufWriter) -> Void) {
    tag(number, 2)
    let start = bytes.count
    body(&self)
    // The length takes as many bytes as it needs, so it is known only now.
    var length = ProtobufWriter()
    length.varint(UInt64(bytes.count - start))
    bytes.insert(contentsOf: length.bytes, at: start)
  }
}

extension ProtobufWriter {
  private mutating func tag(_ number: Int, _ type: UInt64) { varint(UInt64(number) << 3 | type) }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func words<Word: FixedWidthInteger & BitwiseCopyable>(_ count: Int, _ word: (Int) -> Word) {
    let size = MemoryLayout<Word>.size
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: size * count))
    bytes.withUnsafeMutableBytes { bytes in
      for index in 0..<count {
        bytes.storeBytes(of: word(index).littleEndian, toByteOffset: start + size * index, as: Word.self)
      }
    }
  }
}
