import Foundation
import Testing
import WeightFormats

struct SafetensorsFileValuesTests {
  let python: SafetensorsFile

  init() throws {
    python = try SafetensorsFile(bytes: SafetensorsFixture.python, name: "python")
  }

  @Test func `floats are exact to the bit`() throws {
    let expected: [Float] = [0.5, -1.25, Float(bitPattern: 0x0020_AAC8), .infinity, -0.0, 65504]
    #expect(try python.floats("weight").map(\.bitPattern) == expected.map(\.bitPattern))
    #expect(try python.floats("empty") == [])
  }

  @Test func `doubles are exact to the bit`() throws {
    #expect(try python.doubles("double") == [.pi])
    #expect(try python.doubles("weight") == [0.5, -1.25, Double(Float(bitPattern: 0x0020_AAC8)), .infinity, 0, 65504])
  }

  @Test func `halves widen exactly`() throws {
    #expect(try python.floats("half") == [0.5, 0x1p-24, -65504, .infinity])
    #expect(try python.floats("brain") == [1.5, Float(bitPattern: 0xFF62_0000)])
  }

  /// The other definition of the format: value = ±(1 + f/1024)·2^(e−15), or ±(f/1024)·2⁻¹⁴ for e = 0.
  @Test func `every half has its value`() throws {
    let count = 1 << 16
    let bytes = (0..<count).flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    let header = #"{"h":{"dtype":"F16","shape":[65536],"data_offsets":[0,131072]}}"#
    let file = try SafetensorsFile(bytes: SafetensorsFixture.file(header, data: bytes), name: "halves")
    let values = try file.floats("h")
    #expect(values.count == count)
    for bits in 0..<count where (bits >> 10) & 31 != 31 {
      let (exponent, fraction) = ((bits >> 10) & 31, Double(bits & 1023) / 1024)
      let magnitude = exponent == 0 ? fraction * 0x1p-14 : (1 + fraction) * exp2(Double(exponent - 15))
      let expected = Float(bits >> 15 == 1 ? -magnitude : magnitude)
      #expect(values[bits].bitPattern == expected.bitPattern)
    }
    #expect(values[0x7C00] == .infinity && values[0xFC00] == -.infinity)
    #expect((0x7C01...0x7FFF).allSatisfy { values[$0].isNaN } && (0xFC01...0xFFFF).allSatisfy { values[$0].isNaN })
  }

  @Test func `integers are read as their own type`() throws {
    #expect(try python.integers("steps", as: UInt64.self) == [1, 1 << 63 + 5])
    #expect(try python.integers("labels", as: Int16.self) == [-7, 300])
  }

  @Test func `a type that would be rounded or reinterpreted is refused`() {
    #expect(throws: SafetensorsError.self) { try python.floats("double") }
    #expect(throws: SafetensorsError.self) { try python.doubles("steps") }
    #expect(throws: SafetensorsError.self) { try python.integers("steps", as: Int64.self) }
    #expect(throws: SafetensorsError.self) { try python.integers("none", as: Int64.self) }
    let error = #expect(throws: SafetensorsError.self) { try python.floats("mask") }
    #expect(error?.description.contains("its dtype is BOOL, not F32 or F16 or BF16") == true)
  }
}
