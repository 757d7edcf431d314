import Testing

@testable import ImageCodecs

struct JPEGEncoderQuantizerTests {
  /// Quotients of the same number by all 64 steps, and which are not zero.
  private static func quotients(_ quantizer: CoefficientQuantizer, of value: Int) -> (values: [Int16], nonzero: UInt64)
  {
    let row = SIMD8<Int16>(repeating: Int16(value))
    let block = SampleBlock(row, row, row, row, row, row, row, row)
    var output = [Int16](repeating: 0, count: 64)
    let nonzero = output.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map { quantizer.quantize(block, to: $0) } ?? 0
    }
    return (output, nonzero)
  }

  @Test(arguments: 0..<4)
  func `division is exact for every step and coefficient`(quarter: Int) {
    let steps = (0..<64).map { max(1, 64 * quarter + $0) }
    let quantizer = CoefficientQuantizer(scaling: steps, toQuality: 50)
    var isExact = true
    // Blocks of bytes have coefficients, times 8, within ±8192.
    for value in -8200...8200 {
      let (values, nonzero) = Self.quotients(quantizer, of: value)
      for place in 0..<64 {
        let divisor = 8 * steps[place]
        let magnitude = (abs(value) + divisor / 2) / divisor
        isExact = isExact && Int(values[place]) == (value < 0 ? -magnitude : magnitude)
        isExact = isExact && nonzero >> UInt64(place % 8 * 8 + place / 8) & 1 == (magnitude == 0 ? 0 : 1)
      }
    }
    #expect(isExact)
  }

  @Test func `quality scales the tables of Annex K as libjpeg does`() {
    func first(_ quality: Int) -> [UInt8] {
      Array(CoefficientQuantizer(scaling: CoefficientQuantizer.luminance, toQuality: quality).steps.prefix(3))
    }
    #expect(first(100) == [1, 1, 1])
    #expect(first(90) == [3, 2, 2])
    #expect(first(75) == [8, 6, 5])
    #expect(first(50) == [16, 11, 10])
    #expect(first(10) == [80, 55, 50])
    #expect(first(1) == [255, 255, 255])
  }
}
