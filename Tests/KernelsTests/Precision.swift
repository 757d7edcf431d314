import Foundation
import Kernels
import Tensors

/// The scalars that kernels are tested in.
enum Precision: CaseIterable, Sendable {
  case float, double

  var type: any TestScalar.Type {
    switch self {
    case .float: Float.self
    case .double: Double.self
    }
  }
}

/// A scalar with what plain references need: the C library's fused multiply-add, and bits to compare.
protocol TestScalar: KernelScalar {
  /// `accumulator + a · b` with one rounding, by the C library.
  static func fused(_ accumulator: Self, _ a: Self, _ b: Self) -> Self
  /// The bits; the same for every NaN.
  var comparable: UInt64 { get }
}

extension Float: TestScalar {
  static func fused(_ accumulator: Float, _ a: Float, _ b: Float) -> Float { fma(a, b, accumulator) }
  var comparable: UInt64 { isNaN ? .max : UInt64(bitPattern) }
}

extension Double: TestScalar {
  static func fused(_ accumulator: Double, _ a: Double, _ b: Double) -> Double { fma(a, b, accumulator) }
  var comparable: UInt64 { isNaN ? .max : bitPattern }
}

extension TestScalar {
  /// Numbers on both sides of zero of magnitudes up to 2, in full precision.
  static func numbers(_ count: Int, seed: UInt64) -> [Self] {
    let stream = RandomStream(seed: seed, purpose: .verification)
    return (0..<count).map { index in
      // Two words, so that a Double's last bits are not zeros.
      Self(4 * (stream.uniform(2 * index) + stream.uniform(2 * index + 1) * 0x1p-32) - 2)
    }
  }

  /// Numbers among which every fifth is a zero, a subnormal, an infinity, a NaN or an end of the range.
  static func numbersWithSpecials(_ count: Int, seed: UInt64) -> [Self] {
    let specials: [Self] = [
      0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude.nextDown, .infinity, -.infinity,
      .nan, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1, .leastNormalMagnitude,
    ]
    let stream = RandomStream(seed: seed, purpose: .verification, index: 1)
    var numbers = numbers(count, seed: seed)
    for index in 0..<count where stream.integer(2 * index, below: 5) == 0 {
      numbers[index] = specials[stream.integer(2 * index + 1, below: specials.count)]
    }
    return numbers
  }
}

/// Counts around the widths of vectors and of unrolled loops.
let counts = [1, 2, 15, 16, 17, 31, 33, 63, 64, 65, 100]
