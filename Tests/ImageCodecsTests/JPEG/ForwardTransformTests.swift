import Foundation
import Testing

@testable import ImageCodecs

struct ForwardTransformTests {
  /// Blocks of level-shifted samples: noise, and patterns of extremes along each basis function.
  static let blocks: [[Int]] = {
    var (blocks, state) = ([[Int]](), 1)
    for scale in [1, 8, 128] {
      for _ in 0..<50 {
        blocks.append(
          (0..<64).map { _ in
            state = (state * 1_103_515_245 + 12345) & 0x7fff_ffff
            return (state >> 16) % (2 * scale) - scale
          })
      }
    }
    for v in 0..<8 {
      for u in 0..<8 {
        let signs = (0..<64).map { basis($0 % 8, u) * basis($0 / 8, v) < 0 }
        blocks.append(signs.map { $0 ? -128 : 127 })
        blocks.append(signs.map { $0 ? 127 : -128 })
      }
    }
    return blocks
  }()

  private static func basis(_ x: Int, _ u: Int) -> Double {
    (u == 0 ? 0.5.squareRoot() : 1) / 2 * cos(Double((2 * x + 1) * u) * .pi / 16)
  }

  private static func rows(_ values: [Int]) -> SampleBlock {
    func row(_ index: Int) -> SIMD8<Int16> { SIMD8(values[8 * index..<8 * index + 8].map { Int16($0) }) }
    return SampleBlock(row(0), row(1), row(2), row(3), row(4), row(5), row(6), row(7))
  }

  private static func values(_ block: SampleBlock) -> [Int] {
    [block.row0, block.row1, block.row2, block.row3, block.row4, block.row5, block.row6, block.row7].flatMap { row in
      (0..<8).map { Int(row[$0]) }
    }
  }

  /// One pass of jfdctint.c as published, on numbers of any size.
  private static func pass(_ input: [Int], shift: Int, scale: (Int) -> Int) -> [Int] {
    func descaled(_ value: Int) -> Int { (value + 1 << (shift - 1)) >> shift }
    var (tmp0, tmp7) = (input[0] + input[7], input[0] - input[7])
    var (tmp1, tmp6) = (input[1] + input[6], input[1] - input[6])
    var (tmp2, tmp5) = (input[2] + input[5], input[2] - input[5])
    var (tmp3, tmp4) = (input[3] + input[4], input[3] - input[4])
    (tmp0, tmp3) = (tmp0 + tmp3, tmp0 - tmp3)
    (tmp1, tmp2) = (tmp1 + tmp2, tmp1 - tmp2)
    let even = (tmp2 + tmp3) * 4433
    let z5 = (tmp4 + tmp6 + tmp5 + tmp7) * 9633
    let (z1, z2) = ((tmp4 + tmp7) * -7373, (tmp5 + tmp6) * -20995)
    let (z3, z4) = ((tmp4 + tmp6) * -16069 + z5, (tmp5 + tmp7) * -3196 + z5)
    (tmp4, tmp5, tmp6, tmp7) = (tmp4 * 2446, tmp5 * 16819, tmp6 * 25172, tmp7 * 12299)
    return [
      scale(tmp0 + tmp1), descaled(tmp7 + z1 + z4), descaled(even + tmp3 * 6270), descaled(tmp6 + z2 + z3),
      scale(tmp0 - tmp1), descaled(tmp5 + z2 + z4), descaled(even - tmp2 * 15137), descaled(tmp4 + z1 + z3),
    ]
  }

  @Test(arguments: blocks)
  func `coefficients are those of libjpeg's accurate integer transform`(_ block: [Int]) {
    let rows = (0..<8).flatMap { y in Self.pass(Array(block[8 * y..<8 * y + 8]), shift: 11) { $0 * 4 } }
    let columns = (0..<8).map { u in
      Self.pass((0..<8).map { rows[8 * $0 + u] }, shift: 15) { ($0 + 2) >> 2 }
    }
    let expected = (0..<64).map { columns[$0 % 8][$0 / 8] }
    #expect(Self.values(ForwardTransform.transform(Self.rows(block))) == expected)
  }

  @Test(arguments: blocks)
  func `coefficients are within a quarter of the cosine transform`(_ block: [Int]) {
    let result = Self.values(ForwardTransform.transform(Self.rows(block)))
    for v in 0..<8 {
      for u in 0..<8 {
        var exact = 0.0
        for place in 0..<64 {
          exact += Double(block[place]) * Self.basis(place % 8, u) * Self.basis(place / 8, v)
        }
        // Rounding of the first pass, ⅛ of a coefficient a column, and of the last, 1/16.
        #expect(abs(Double(result[8 * v + u]) / 8 - exact) <= 0.25)
      }
    }
  }

  @Test(arguments: [-128, -1, 0, 1, 127])
  func `a flat block has a DC coefficient only`(_ value: Int) {
    let result = Self.values(ForwardTransform.transform(Self.rows([Int](repeating: value, count: 64))))
    #expect(result == [64 * value] + [Int](repeating: 0, count: 63))
  }

  @Test func `transposition exchanges rows and columns`() {
    let transposed = Self.values(Self.rows(Array(0..<64)).transposed())
    #expect(transposed == (0..<64).map { $0 % 8 * 8 + $0 / 8 })
  }
}
