import KernelBodies
import Kernels
import Tensors
import Testing

@Suite struct ResponseNormalizationBodiesTests {
  /// β and how its power is computed.
  struct Exponent: Sendable, CustomTestStringConvertible {
    var beta: Double
    var isHalf = false, isThreeQuarters = false, isOne = false
    var testDescription: String { "β = \(beta)" }

    func constants<S: TestScalar>(_: S.Type) -> NormalizationConstants<S> {
      NormalizationConstants(
        k: 2, scale: 0.3, gradientFactor: S(2 * 0.3 * beta),
        power: isHalf ? .half : isThreeQuarters ? .threeQuarters : isOne ? .one : .general, beta: beta,
        function: { Elementary.power($0, $1) })
    }

    /// s^β by the scalar operations that the constants' documentation names.
    func raised<S: TestScalar>(_ s: S) -> S {
      if isHalf { return s.squareRoot() }
      if isThreeQuarters { return s.squareRoot() * s.squareRoot().squareRoot() }
      return isOne ? s : S(Elementary.power(Double(s), beta))
    }
  }

  static let exponents = [
    Exponent(beta: 0.5, isHalf: true), Exponent(beta: 0.75, isThreeQuarters: true), Exponent(beta: 1, isOne: true),
    Exponent(beta: 0.6),
  ]

  @Test(arguments: Precision.allCases, exponents)
  func `given sums normalize each element`(precision: Precision, exponent: Exponent) {
    func check<S: TestScalar>(_: S.Type) {
      let constants = exponent.constants(S.self)
      for count in counts {
        let x = S.numbersWithSpecials(count, seed: 1)
        let dy = S.numbersWithSpecials(count, seed: 2)
        let sums = S.numbersWithSpecials(count, seed: 3).map { $0.magnitude }
        let termSums = S.numbers(count, seed: 4)
        let s = sums.map { S.fused(constants.k, constants.scale, $0) }
        let outputs = (0..<count).map { x[$0] / exponent.raised(s[$0]) }
        let terms = (0..<count).map { dy[$0] * x[$0] / (exponent.raised(s[$0]) * s[$0]) }
        let gradients = (0..<count).map { i in
          S.fused(dy[i] / exponent.raised(s[i]), -constants.gradientFactor * x[i], termSums[i])
        }
        for set in InstructionSet.available {
          let kernels = S.kernels(set)
          let (input, gradient) = (GuardedBlock(x), GuardedBlock(dy))
          let (sumBlock, termSumBlock) = (GuardedBlock(sums), GuardedBlock(termSums))
          let result = GuardedBlock<S>(repeating: .nan, count: count)
          kernels.normalize(count, constants, input.input, sumBlock.input, result.base)
          expect(result, equals: outputs, "\(set) normalize, \(count)")
          kernels.normalizationTerms(count, constants, input.input, gradient.input, sumBlock.base, result.base)
          expect(result, equals: terms, "\(set) terms, \(count)")
          expect(sumBlock, equals: s.map { exponent.raised($0) }, "\(set) powers, \(count)")
          kernels.normalizationGradient(
            count, constants, input.input, gradient.input, sumBlock.input, termSumBlock.input, gradient.base)
          expect(gradient, equals: gradients, "\(set) gradient in place, \(count)")
        }
      }
    }
    check(precision.type)
  }

  /// Σ of the values from `first` on, `count` of them, zeros outside; in order.
  static func windowSum<S: TestScalar>(_ values: ArraySlice<S>, from first: Int, count: Int) -> S {
    func value(_ index: Int) -> S { values.indices.contains(index) ? values[index] : 0 }
    return (1..<max(1, count)).reduce(value(first)) { $0 + value(first + $1) }
  }

  @Test(arguments: Precision.allCases, [1, 2, 3, 5, 8])
  func `rows are normalized over windows that are cut at their ends`(precision: Precision, window: Int) {
    func check<S: TestScalar>(_: S.Type) {
      let exponent = Self.exponents[1]
      let constants = exponent.constants(S.self)
      let rows = 3
      for channels in counts {
        let count = rows * channels
        let x = S.numbers(count, seed: 1)
        let dy = S.numbers(count, seed: 2)
        let squares = x.map { $0 * $0 }
        var s = [S](repeating: 0, count: count)
        for index in 0..<count {
          let row = index / channels * channels
          let sum = Self.windowSum(squares[row..<(row + channels)], from: index - window / 2, count: window)
          s[index] = S.fused(constants.k, constants.scale, sum)
        }
        let outputs = (0..<count).map { x[$0] / exponent.raised(s[$0]) }
        let terms = (0..<count).map { dy[$0] * x[$0] / (exponent.raised(s[$0]) * s[$0]) }
        let gradients = (0..<count).map { index in
          // The outputs whose windows hold this channel.
          let row = index / channels * channels
          let sum = Self.windowSum(
            terms[row..<(row + channels)], from: index - (window - 1 - window / 2), count: window)
          return S.fused(dy[index] / exponent.raised(s[index]), -constants.gradientFactor * x[index], sum)
        }
        for set in InstructionSet.available {
          let kernels = S.kernels(set)
          let input = GuardedBlock(x)
          let result = GuardedBlock<S>(repeating: .nan, count: count)
          let scratch = GuardedBlock<S>(
            repeating: .nan, count: normalizationScratchCount(channels: channels, window: window))
          kernels.normalizeRows(rows, channels, window, constants, input.input, result.base, scratch.base)
          expect(result, equals: outputs, "\(set) forward, \(channels) channels")
          for rectified in [false, true] {
            let gradient = GuardedBlock(dy)
            for index in 0..<scratch.count { scratch.base[index] = .nan }
            kernels.normalizeRowsGradient(
              rows, channels, window, constants, rectified, input.input, gradient.input, gradient.base, scratch.base)
            let expected = (0..<count).map { rectified && !(x[$0] > 0) ? 0 : gradients[$0] }
            expect(gradient, equals: expected, "\(set) backward in place, \(channels) channels, rectified \(rectified)")
          }
          #expect(scratch.isIntact)
        }
      }
    }
    check(precision.type)
  }
}
