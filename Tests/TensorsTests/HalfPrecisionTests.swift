import Testing

@testable import Tensors

@Suite struct HalfPrecisionTests {
  @Test func `every float16 but NaN comes back from Float with its bits`() {
    for bits in UInt16.min...UInt16.max {
      let value = HalfPrecision.float(float16: bits)
      if value.isNaN {
        #expect(HalfPrecision.float(float16: HalfPrecision.float16(value)).isNaN)
      } else {
        #expect(HalfPrecision.float16(value) == bits)
      }
    }
  }

  @Test func `every bfloat16 but NaN comes back from Float with its bits`() {
    for bits in UInt16.min...UInt16.max {
      let value = HalfPrecision.float(bfloat16: bits)
      if value.isNaN {
        #expect(HalfPrecision.float(bfloat16: HalfPrecision.bfloat16(value)).isNaN)
      } else {
        #expect(HalfPrecision.bfloat16(value) == bits)
      }
    }
  }

  @Test func `float16 has the values of its definition`() {
    let values: [(UInt16, Float)] = [
      (0x0000, 0), (0x0001, 0x1p-24), (0x03FF, 1023 * 0x1p-24), (0x0400, 0x1p-14), (0x3C00, 1), (0x3555, 0.33325195),
      (0x7BFF, 65504), (0x7C00, .infinity), (0xC000, -2), (0xFC00, -.infinity),
    ]
    for (bits, value) in values { #expect(HalfPrecision.float(float16: bits) == value) }
    #expect(HalfPrecision.float(float16: 0x8000).bitPattern == (-Float.zero).bitPattern)
  }

  @Test(arguments: [false, true])
  func `halfway between two float16s the even one is taken, beside it the nearer`(negative: Bool) {
    let sign: UInt16 = negative ? 0x8000 : 0
    for lower in UInt16(0)..<0x7BFF {
      let (a, b) = (HalfPrecision.float(float16: lower), HalfPrecision.float(float16: lower + 1))
      let middle = (a + b) / 2
      let even = lower & 1 == 0 ? lower : lower + 1
      func rounded(_ value: Float) -> UInt16 { HalfPrecision.float16(negative ? -value : value) }
      #expect(rounded(middle) == sign | even)
      #expect(rounded(middle.nextDown) == sign | lower)
      #expect(rounded(middle.nextUp) == sign | (lower + 1))
    }
  }

  @Test func `halfway between two bfloat16s the even one is taken, beside it the nearer`() {
    for lower in UInt16(0)..<0x7F7F {
      let middle = Float(bitPattern: UInt32(lower) << 16 | 0x8000)
      #expect(HalfPrecision.bfloat16(middle) == (lower & 1 == 0 ? lower : lower + 1))
      #expect(HalfPrecision.bfloat16(-middle.nextDown) == 0x8000 | lower)
      #expect(HalfPrecision.bfloat16(middle.nextUp) == lower + 1)
    }
  }

  @Test func `what is too large for float16 becomes infinite, from halfway on`() {
    #expect(HalfPrecision.float16(65519.996) == 0x7BFF)
    #expect(HalfPrecision.float16(65520) == 0x7C00)
    #expect(HalfPrecision.float16(-.greatestFiniteMagnitude) == 0xFC00)
    #expect(HalfPrecision.bfloat16(.greatestFiniteMagnitude) == 0x7F80)
  }
}
