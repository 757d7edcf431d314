import Foundation
import Testing

@testable import ImageCodecs

@Suite struct InverseTransformTests {
  /// Numbers of a linear congruential generator.
  private struct Noise {
    var state: UInt32
    mutating func next(_ bound: Int) -> Int {
      state = state &* 1_664_525 &+ 1_013_904_223
      return Int(state >> 8) % bound
    }
  }

  /// The transform at full size by its definition, limited to 0...255.
  private static func reference(_ coefficients: [Int16], _ factors: [UInt16]) -> [Double] {
    (0..<64).map { place in
      let (y, x) = (Double(place / 8), Double(place % 8))
      var sum = 0.0
      for v in 0..<8 {
        for u in 0..<8 {
          let value = Double(coefficients[8 * v + u]) * Double(factors[8 * v + u])
          let scale = (u == 0 ? 0.5.squareRoot() : 1) * (v == 0 ? 0.5.squareRoot() : 1) / 4
          sum += scale * value * cos((2 * x + 1) * Double(u) * .pi / 16) * cos((2 * y + 1) * Double(v) * .pi / 16)
        }
      }
      return max(0, min(255, sum + 128))
    }
  }

  private static func samples(_ coefficients: [Int16], _ factors: [UInt16], last: Int, size: Int = 8) -> [UInt8] {
    let table = AlignedFactors(QuantizationTable(factors: factors))
    let block = CoefficientBlock()
    for index in 0..<64 { block.memory.coefficients[index] = coefficients[index] }
    var output = [UInt8](repeating: 0, count: size * size)
    output.withUnsafeMutableBufferPointer { output in
      guard let base = output.baseAddress else { return }
      InverseTransform.apply(
        size: size, block.memory.coefficients, table.factors, last: last, to: base, stride: size)
    }
    withExtendedLifetime((table, block)) {}
    return output
  }

  @Test(arguments: [0, 1, 5, 9, 10, 20, 63])
  func `samples are within one of the exact transform, and on average much closer`(last: Int) {
    var noise = Noise(state: 7)
    var (errors, count) = (0.0, 0.0)
    for round in 0..<300 {
      var coefficients = [Int16](repeating: 0, count: 64)
      let factors = (0..<64).map { _ in UInt16(1 + noise.next(round % 3 == 0 ? 1 : 12)) }
      // As many as are there, ever smaller ones.
      for index in 0...last {
        let place = Int(ZigzagOrder.places[index])
        let bound = max(3, 600 / (1 + index) / Int(factors[place]))
        coefficients[place] = Int16(noise.next(bound) - bound / 2)
      }
      let exact = Self.reference(coefficients, factors)
      for (value, expected) in zip(Self.samples(coefficients, factors, last: last), exact) {
        // Half a level of rounding, and what the fixed-point constants and the rounding between the passes add.
        #expect(abs(Double(value) - expected) < 0.6)
        errors += abs(Double(value) - expected)
        count += 1
      }
    }
    #expect(errors / count < 0.26)
  }

  @Test func `samples are limited to a byte`() {
    for (sign, limit) in [(1, 255), (-1, 0)] as [(Int16, UInt8)] {
      #expect(
        Self.samples([sign * 2000] + [Int16](repeating: 0, count: 63), flat, last: 0)
          == Array(repeating: limit, count: 64))
      #expect(
        Self.samples([sign * 2000] + [Int16](repeating: 0, count: 63), flat, last: 63)
          == Array(repeating: limit, count: 64))
    }
  }

  @Test func `the shorter ways give what the whole transform gives`() {
    var noise = Noise(state: 3)
    for last in [0, 9] {
      for _ in 0..<200 {
        var coefficients = [Int16](repeating: 0, count: 64)
        for index in 0...last { coefficients[Int(ZigzagOrder.places[index])] = Int16(noise.next(401) - 200) }
        #expect(Self.samples(coefficients, flat, last: last) == Self.samples(coefficients, flat, last: 63))
      }
    }
  }

  @Test(arguments: [1, 2, 4])
  func `smaller transforms of smooth blocks are means of the large one`(size: Int) {
    var noise = Noise(state: 5)
    for _ in 0..<200 {
      var coefficients = [Int16](repeating: 0, count: 64)
      coefficients[0] = Int16(noise.next(1201) - 600)
      coefficients[1] = Int16(noise.next(61) - 30)
      coefficients[8] = Int16(noise.next(61) - 30)
      let large = Self.samples(coefficients, flat, last: 2)
      let small = Self.samples(coefficients, flat, last: 2, size: size)
      let step = 8 / size
      for row in 0..<size {
        for column in 0..<size {
          var sum = 0
          for place in 0..<step * step {
            sum += Int(large[(row * step + place / step) * 8 + column * step + place % step])
          }
          #expect(abs(Double(sum) / Double(step * step) - Double(small[row * size + column])) < 1.5)
        }
      }
    }
  }

  @Test func `coefficients that no encoder makes do no harm`() {
    for value in [Int16.min, Int16.max] {
      for factor in [1, 255, 32768, 65535] as [UInt16] {
        for size in [1, 2, 4, 8] {
          let samples = Self.samples(
            [Int16](repeating: value, count: 64), [UInt16](repeating: factor, count: 64), last: 63, size: size)
          #expect(samples.count == size * size)
        }
      }
    }
  }

  private let flat = [UInt16](repeating: 1, count: 64)
}
