import Kernels
import Testing

@Suite struct ElementwiseBodiesTests {
  @Test(arguments: Precision.allCases, counts)
  func `rectifying keeps what is positive and makes all else zero, NaN too`(precision: Precision, count: Int) {
    func check<S: TestScalar>(_: S.Type) {
      let x = S.numbersWithSpecials(count, seed: 1)
      let expected: [S] = x.map { $0 > 0 ? $0 : 0 }
      for set in InstructionSet.available {
        let kernels = S.kernels(set)
        let source = GuardedBlock(x)
        let result = GuardedBlock<S>(repeating: .nan, count: count)
        kernels.rectify(count, source.input, result.base)
        expect(result, equals: expected, "\(set)")
        kernels.rectify(count, source.input, source.base)
        expect(source, equals: expected, "\(set) in place")
      }
    }
    check(precision.type)
  }

  @Test(arguments: Precision.allCases)
  func `rectifying zeros of either sign and NaN gives positive zero`(precision: Precision) {
    func check<S: TestScalar>(_: S.Type) {
      for set in InstructionSet.available {
        let block = GuardedBlock<S>([-0.0, 0, .nan, -.nan, -.infinity, -.leastNonzeroMagnitude])
        S.kernels(set).rectify(block.count, block.input, block.base)
        expect(block, equals: [0, 0, 0, 0, 0, 0], "\(set)")
      }
    }
    check(precision.type)
  }

  @Test(arguments: Precision.allCases, counts)
  func `a rectifier's gradient passes where the output is positive`(precision: Precision, count: Int) {
    func check<S: TestScalar>(_: S.Type) {
      let y = S.numbersWithSpecials(count, seed: 1)
      let dy = S.numbersWithSpecials(count, seed: 2)
      let expected: [S] = (0..<count).map { y[$0] > 0 ? dy[$0] : 0 }
      for set in InstructionSet.available {
        let kernels = S.kernels(set)
        let output = GuardedBlock(y)
        let gradient = GuardedBlock(dy)
        let result = GuardedBlock<S>(repeating: .nan, count: count)
        kernels.rectifyGradient(count, output.input, gradient.input, result.base)
        expect(result, equals: expected, "\(set)")
        kernels.rectifyGradient(count, output.input, gradient.input, gradient.base)
        expect(gradient, equals: expected, "\(set) in place")
      }
    }
    check(precision.type)
  }

  @Test(arguments: Precision.allCases, counts)
  func `scaling multiplies each element once`(precision: Precision, count: Int) {
    func check<S: TestScalar>(_: S.Type) {
      let x = S.numbersWithSpecials(count, seed: 1)
      for factor: S in [1 / 3, -0.0, 1e30, .infinity] {
        let expected = x.map { $0 * factor }
        for set in InstructionSet.available {
          let source = GuardedBlock(x)
          let result = GuardedBlock<S>(repeating: .nan, count: count)
          S.kernels(set).scale(count, factor, source.input, result.base)
          expect(result, equals: expected, "\(set), factor \(factor)")
          S.kernels(set).scale(count, factor, source.input, source.base)
          expect(source, equals: expected, "\(set), factor \(factor), in place")
        }
      }
    }
    check(precision.type)
  }

  @Test(arguments: Precision.allCases, counts)
  func `sums, products and fused products are those of scalars`(precision: Precision, count: Int) {
    func check<S: TestScalar>(_: S.Type) {
      let a = S.numbersWithSpecials(count, seed: 1)
      let b = S.numbersWithSpecials(count, seed: 2)
      let y = S.numbersWithSpecials(count, seed: 3)
      let sums = (0..<count).map { y[$0] + a[$0] }
      let products = (0..<count).map { a[$0] * b[$0] }
      let fused = (0..<count).map { S.fused(y[$0], a[$0], b[$0]) }
      for set in InstructionSet.available {
        let kernels = S.kernels(set)
        let left = GuardedBlock(a)
        let right = GuardedBlock(b)
        let sum = GuardedBlock(y)
        kernels.add(count, left.input, sum.base)
        expect(sum, equals: sums, "\(set) add")
        let accumulated = GuardedBlock(y)
        kernels.addProduct(count, left.input, right.input, accumulated.base)
        expect(accumulated, equals: fused, "\(set) addProduct")
        let product = GuardedBlock<S>(repeating: .nan, count: count)
        kernels.multiply(count, left.input, right.input, product.base)
        expect(product, equals: products, "\(set) multiply")
        kernels.multiply(count, left.input, right.input, right.base)
        expect(right, equals: products, "\(set) multiply in place")
      }
    }
    check(precision.type)
  }

  @Test(arguments: Precision.allCases, counts)
  func `column sums start at zero, follow the rows and join what is there`(precision: Precision, columns: Int) {
    func check<S: TestScalar>(_: S.Type) {
      for (rowCount, stride) in [(0, columns), (1, columns), (5, columns + 3)] {
        let rows = S.numbersWithSpecials(max(1, rowCount * stride), seed: 1)
        let first = S.numbers(columns, seed: 2)
        let expected = (0..<columns).map { j in
          first[j] + (0..<rowCount).reduce(0 as S) { $0 + rows[$1 * stride + j] }
        }
        for set in InstructionSet.available {
          // The last row ends with its last column: what lies behind it is not read.
          let source = GuardedBlock(Array(rows.prefix(max(1, (rowCount - 1) * stride + columns))))
          let sums = GuardedBlock(first)
          S.kernels(set).addColumnSums(rowCount, columns, source.input, stride, sums.base)
          expect(sums, equals: expected, "\(set), \(rowCount) rows")
        }
      }
    }
    check(precision.type)
  }

  @Test(arguments: Precision.allCases)
  func `the peak kernel runs every round of every chain`(precision: Precision) {
    func check<S: TestScalar>(_: S.Type) {
      for set in InstructionSet.available {
        let kernels = S.kernels(set)
        // Sixteen rounds of ½ · ½ in each chain.
        #expect(kernels.peak(16, 0.5) == S(kernels.peakChains) * 4)
        #expect(kernels.peak(0, 0.5) == 0)
      }
    }
    check(precision.type)
  }
}
