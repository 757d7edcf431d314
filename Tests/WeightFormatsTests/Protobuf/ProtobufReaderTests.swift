import Foundation
import Testing

@testable import WeightFormats

struct ProtobufReaderTests {
  /// The fields of a message, or why it is none.
  private func fields(_ bytes: [UInt8]) throws -> [ProtobufField] {
    var reader = ProtobufReader(Data(bytes), file: "test")
    var fields: [ProtobufField] = []
    while let field = try reader.next() { fields.append(field) }
    return fields
  }

  private func refusal(_ bytes: [UInt8]) -> ProtobufError.Reason? {
    do {
      _ = try fields(bytes)
      return nil
    } catch {
      return (error as? ProtobufError)?.reason
    }
  }

  @Test func `each wire type is read, and groups are skipped with what is in them`() throws {
    let bytes: [UInt8] =
      [0x08, 0x96, 0x01] + [0x11, 1, 2, 3, 4, 5, 6, 7, 8] + [0x1A, 2, 0x68, 0x69]
      + [0x23, 0x08, 1, 0x2B, 0x2C, 0x24] + [0x35, 0, 0, 0x80, 0x3F]
    #expect(
      try fields(bytes) == [
        ProtobufField(number: 1, offset: 1, value: .varint(150)),
        ProtobufField(number: 2, offset: 4, value: .fixed64(0x0807_0605_0403_0201)),
        ProtobufField(number: 3, offset: 14, value: .bytes(14..<16)),
        ProtobufField(number: 6, offset: 23, value: .fixed32(0x3F80_0000)),
      ])
  }

  @Test func `numbers of ten bytes are negative, of eleven an error`() throws {
    let minusOne: [UInt8] = [0x08] + [UInt8](repeating: 0xFF, count: 9) + [1]
    var reader = ProtobufReader(Data(minusOne), file: "test")
    let field = try #require(try reader.next())
    #expect(try reader.integer(field) == -1)
    #expect(refusal([0x08] + [UInt8](repeating: 0x80, count: 10) + [1]) == .unendingNumber)
    #expect(refusal([0x08, 0x80]) == .unendingNumber)
  }

  @Test func `what lies outside of its message is refused`() {
    #expect(refusal([0x1A, 3, 0, 0]) == .tooLong(length: 3, available: 2, field: 3))
    #expect(
      refusal([0x1A] + [UInt8](repeating: 0xFF, count: 9) + [1]) == .tooLong(length: .max, available: 0, field: 3))
    #expect(refusal([0x11, 0, 0, 0]) == .tooLong(length: 8, available: 3, field: 2))
    #expect(refusal([0x35, 0, 0, 0]) == .tooLong(length: 4, available: 3, field: 6))
    #expect(refusal([0x23]) == .tooLong(length: 1, available: 0, field: 4))
  }

  @Test func `tags that no message has are refused`() {
    #expect(refusal([0x00, 0]) == .fieldNumber(0))
    #expect(refusal([0x80, 0x80, 0x80, 0x80, 0x10, 0]) == .fieldNumber(1 << 29))
    #expect(refusal([0x0E]) == .wireType(6, field: 1))
    #expect(refusal([0x0C]) == .strayGroupEnd(field: 1))
    #expect(refusal([0x0B, 0x14]) == .strayGroupEnd(field: 2))
  }

  @Test func `groups may be nested 32 deep, not deeper`() {
    func nested(_ depth: Int) -> [UInt8] {
      [UInt8](repeating: 0x0B, count: depth) + [UInt8](repeating: 0x0C, count: depth)
    }
    #expect(refusal(nested(32)) == nil)
    #expect(refusal(nested(33)) == .tooDeep(limit: 32))
  }

  @Test func `repeated numbers are the same packed, one a field, and in both ways`() throws {
    let values: [Float] = [1, -2, 0.5, 3, 4]
    func word(_ value: Float) -> [UInt8] { withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
    let packed: [UInt8] = [0x0A, 20] + values.flatMap(word)
    let single: [UInt8] = values.flatMap { [0x0D] + word($0) }
    let mixed: [UInt8] = [0x0D] + word(1) + [0x0A, 8] + word(-2) + word(0.5) + [0x0D] + word(3) + [0x0D] + word(4)
    for bytes in [packed, single, mixed] {
      var reader = ProtobufReader(Data(bytes), file: "test")
      var numbers = ProtobufFixedNumbers(width: 4)
      while let field = try reader.next() { try reader.append(field, to: &numbers) }
      #expect(numbers.count == 5)
      #expect(numbers.map(in: Data(bytes), UInt32.self) { Float(bitPattern: $0) } == values)
    }
  }

  @Test func `repeated whole numbers are the same packed and one a field`() throws {
    for bytes: [UInt8] in [[0x0A, 4, 1, 0xAC, 0x02, 3], [0x08, 1, 0x08, 0xAC, 0x02, 0x08, 3]] {
      var reader = ProtobufReader(Data(bytes), file: "test")
      var (numbers, list) = (ProtobufVarints(), [Int]())
      while let field = try reader.next() {
        try reader.append(field, to: &numbers)
        try reader.append(field, to: &list)
      }
      #expect(numbers.count == 3)
      #expect(numbers.map(in: Data(bytes)) { $0 } == [1, 300, 3])
      #expect(list == [1, 300, 3])
    }
  }

  @Test func `packed numbers that do not fill their field are refused`() throws {
    let bytes: [UInt8] = [0x0A, 3, 0x80, 0x80, 0x80]
    var reader = ProtobufReader(Data(bytes), file: "test")
    let field = try #require(try reader.next())
    var (floats, varints, list) = (ProtobufFixedNumbers(width: 4), ProtobufVarints(), [Int]())
    let uneven = #expect(throws: ProtobufError.self) { try reader.append(field, to: &floats) }
    #expect(uneven?.reason == .unevenPacking(length: 3, width: 4, field: 1))
    #expect(throws: ProtobufError(file: "test", offset: 2, reason: .unendingNumber)) {
      try reader.append(field, to: &varints)
    }
    #expect(throws: ProtobufError(file: "test", offset: 2, reason: .unendingNumber)) {
      try reader.append(field, to: &list)
    }
  }

  @Test func `a field of another wire type than its meaning is refused with its place`() throws {
    let bytes: [UInt8] = [0x0A, 1, 0x41]
    var reader = ProtobufReader(Data(bytes), file: "test")
    let field = try #require(try reader.next())
    let error = #expect(throws: ProtobufError.self) { try reader.integer(field) }
    #expect(error?.description.hasPrefix("test: byte 2: field 1 is not a whole number; ") == true)
  }

  @Test func `what a writer writes is read`() throws {
    var writer = ProtobufWriter()
    writer.integer(1, -5)
    writer.string(2, "é")
    writer.float(3, 0.25)
    writer.message(4) { inner in inner.packed(1, [0, 1, 300, -1]) }
    writer.message(5) { inner in inner.bytes(1, [UInt8](repeating: 7, count: 300)) }
    var reader = ProtobufReader(Data(writer.bytes), file: "test")
    let fields = try (0..<5).map { _ in try #require(try reader.next()) }
    #expect(try reader.next() == nil)
    #expect(try reader.integer(fields[0]) == -5)
    #expect(try reader.string(fields[1]) == "é")
    #expect(try reader.float(fields[2]) == 0.25)
    var inner = try reader.message(fields[3])
    var list: [Int] = []
    try inner.append(try #require(try inner.next()), to: &list)
    #expect(list == [0, 1, 300, -1])
    var blob = try reader.message(fields[4])
    #expect(try blob.range(try #require(try blob.next())).count == 300)
  }
}
