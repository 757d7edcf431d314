import Kernels
import Testing

@Suite struct PackingBodiesTests {
  @Test(arguments: Precision.allCases, counts)
  func `packed rows are zero behind the last channel`(precision: Precision, channels: Int) {
    func check<S: TestScalar>(_: S.Type) {
      let terms = 3
      let stride = channels + 2
      let filters = S.numbersWithSpecials(terms * stride, seed: 1)
      for set in InstructionSet.available {
        let kernels = S.kernels(set)
        let width = (channels + kernels.lanes - 1) / kernels.lanes * kernels.lanes
        let expected: [S] = (0..<(terms * width)).map {
          $0 % width < channels ? filters[$0 / width * stride + $0 % width] : 0
        }
        let source = GuardedBlock(Array(filters.prefix((terms - 1) * stride + channels)))
        let out = GuardedBlock<S>(repeating: .nan, count: terms * width)
        kernels.packRows(terms, source.input, stride, channels, width, out.base)
        expect(out, equals: expected, "\(set)")
      }
    }
    check(precision.type)
  }

  @Test(arguments: Precision.allCases, [1, 7, 8, 16, 17, 40])
  func `a transposed copy is padded with zeros and leaves what lies between its rows`(precision: Precision, rows: Int) {
    func check<S: TestScalar>(_: S.Type) {
      for columns in [1, 8, 15, 16, 17, 33] {
        for paddedRows in [rows, rows + 3, (rows + 15) / 16 * 16] {
          let inStride = columns + 1
          let outStride = paddedRows + 2
          let values = S.numbersWithSpecials(rows * inStride, seed: 1)
          let outCount = (columns - 1) * outStride + paddedRows
          let expected: [S] = (0..<outCount).map {
            let (c, r) = ($0 / outStride, $0 % outStride)
            return r < rows ? values[r * inStride + c] : r < paddedRows ? 0 : 77
          }
          for set in InstructionSet.available {
            let source = GuardedBlock(Array(values.prefix((rows - 1) * inStride + columns)))
            let out = GuardedBlock<S>(repeating: 77, count: outCount)
            S.kernels(set).transpose(rows, paddedRows, columns, source.input, inStride, out.base, outStride)
            expect(out, equals: expected, "\(set), \(columns) columns, \(paddedRows) padded rows")
          }
        }
      }
    }
    check(precision.type)
  }
}
