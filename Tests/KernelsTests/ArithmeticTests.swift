import Foundation
import Kernels
import Tensors
import Testing

@Suite struct ArithmeticTests {
  /// Triples of Float for which a fused multiply-add is hard, and the C library's results.
  struct FloatTriples: Sendable {
    var accumulators: [Float] = []
    var left: [Float] = []
    var right: [Float] = []
    var results: [Float] = []

    init(count: Int) {
      let stream = RandomStream(seed: 11, purpose: .verification)
      for index in 0..<count {
        let words = stream.words(UInt64(index))
        let (a, b, c) = Self.triple(kind: index % 7, words)
        accumulators.append(c)
        left.append(a)
        right.append(b)
        results.append(fma(a, b, c))
      }
    }

    /// Factors a and b, and the addend c.
    static func triple(kind: Int, _ words: SIMD4<UInt32>) -> (Float, Float, Float) {
      let a = Float(bitPattern: words[0])
      let b = Float(bitPattern: words[1])
      let c = Float(bitPattern: words[2])
      // The same significands with exponents near zero, so that products neither overflow nor vanish.
      let nearA = moved(a, to: 127 + words[3] % 8)
      let nearB = moved(b, to: 127 - words[3] >> 3 % 8)
      switch kind {
      case 0:
        // All bits at random: infinities and NaN among them.
        return (a, b, c)
      case 1:
        // The addend all but cancels the product.
        let product = -(nearA * nearB)
        return (nearA, nearB, Float(bitPattern: product.bitPattern &+ words[2] % 5 &- 2))
      case 2:
        // Exponents of product and addend up to 63 apart, on both sides.
        return (nearA, nearB, moved(c, to: 64 + words[3] >> 6 % 127))
      case 3:
        // A product of 25 bits lies halfway between two numbers of 24 where its last bit is set: the addend, however
        // small, decides.
        let left = Float(words[0] % 4096 | 1)
        let right = Float(words[1] % 8192 | 4097)
        let tiny = moved(c, to: words[3] >> 6 % 100)
        return (left, right, words[2] % 4 == 0 ? 0 : tiny)
      case 4:
        // Results around the least numbers.
        return (moved(a, to: 60 + words[3] % 8), moved(b, to: 40 + words[3] >> 3 % 30), moved(c, to: words[3] >> 8 % 4))
      case 5:
        // A product of few bits and its negation: exactly zero, or one step beside it.
        let (left, right) = (Float(words[0] % 4096), Float(words[1] % 4096))
        return (left, right, Float(words[3] % 3) - 1 - left * right)
      default:
        // Results around the greatest number.
        return (moved(a, to: 186 + words[3] % 8), moved(b, to: 190 + words[3] >> 3 % 4), moved(c, to: 254))
      }
    }

    /// The number with another biased exponent; 0 makes it subnormal.
    static func moved(_ x: Float, to exponent: UInt32) -> Float {
      Float(bitPattern: x.bitPattern & 0x807F_FFFF | exponent << 23)
    }
  }

  static let floatTriples = FloatTriples(count: 1_200_000)

  @Test(arguments: InstructionSet.available)
  func `a fused multiply-add of Float has the bits of the C library's`(set: InstructionSet) {
    let triples = Self.floatTriples
    var results = triples.accumulators
    let count = results.count
    results.withUnsafeMutableBufferPointer { sums in
      triples.left.withUnsafeBufferPointer { left in
        triples.right.withUnsafeBufferPointer { right in
          guard let sums = sums.baseAddress, let left = left.baseAddress, let right = right.baseAddress else { return }
          Float.kernels(set).addProduct(count, left, right, sums)
        }
      }
    }
    var wrong = 0
    results.withUnsafeBufferPointer { results in
      triples.results.withUnsafeBufferPointer { expected in
        for index in 0..<count where results[index].bitPattern != expected[index].bitPattern {
          if results[index].isNaN && expected[index].isNaN { continue }
          wrong += 1
          if wrong == 1 {
            Issue.record(
              """
              \(triples.left[index]) · \(triples.right[index]) + \(triples.accumulators[index]) is \
              \(results[index]), not \(expected[index])
              """)
          }
        }
      }
    }
    #expect(wrong == 0)
  }

  @Test func `the triples reach every kind of result`() {
    let triples = Self.floatTriples
    var subnormal = 0
    var infinite = 0
    var undefined = 0
    var exactZero = 0
    var halfway = 0
    for index in 0..<triples.results.count {
      let result = triples.results[index]
      if result.isSubnormal { subnormal += 1 }
      if result.isInfinite { infinite += 1 }
      if result.isNaN { undefined += 1 }
      if result == 0 { exactZero += 1 }
      if index % 7 == 3 {
        let product = Double(triples.left[index]) * Double(triples.right[index])
        if Double(Float(product)) != product && triples.accumulators[index] != 0 { halfway += 1 }
      }
    }
    #expect(subnormal > 10_000)
    #expect(infinite > 10_000)
    #expect(undefined > 1_000)
    #expect(exactZero > 1_000)
    #expect(halfway > 10_000)
  }

  @Test(arguments: InstructionSet.available)
  func `a fused multiply-add of Double has the bits of the C library's`(set: InstructionSet) {
    let count = 60_000
    let stream = RandomStream(seed: 12, purpose: .verification)
    func pattern(_ index: Int) -> Double {
      Double(bitPattern: UInt64(stream.word(2 * index)) << 32 | UInt64(stream.word(2 * index + 1)))
    }
    var a = [Double](repeating: 0, count: count)
    var b = a
    var c = a
    for index in 0..<count {
      a[index] = pattern(3 * index)
      b[index] = pattern(3 * index + 1)
      c[index] = pattern(3 * index + 2)
      if index % 2 == 1 {
        // Significands as they are, exponents near zero, an addend that all but cancels the product.
        a[index] = a[index].significandBitPattern == 0 ? 1 : Double(1 + a[index].significandBitPattern) * 0x1p-52
        b[index] = Double(1 + b[index].significandBitPattern) * 0x1p-40
        c[index] = Double(bitPattern: (-(a[index] * b[index])).bitPattern &+ UInt64(index % 5) &- 2)
      }
    }
    let expected = (0..<count).map { fma(a[$0], b[$0], c[$0]) }
    let (left, right, sums) = (GuardedBlock(a), GuardedBlock(b), GuardedBlock(c))
    Double.kernels(set).addProduct(count, left.input, right.input, sums.base)
    expect(sums, equals: expected, "\(set)")
  }
}
