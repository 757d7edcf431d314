import KernelBodies
import Kernels
import Testing

@Suite struct MatrixMultiplyBodyTests {
  struct Extent: Sendable, CustomTestStringConvertible {
    var rows: Int
    var columns: Int
    var depth: Int
    var testDescription: String { "\(rows)×\(depth) · \(depth)×\(columns)" }
  }

  /// How the right factor lies.
  enum RightOrder: CaseIterable {
    case plain, transposed, packed
  }

  /// A right factor in panels: as wide as a tile, the last as many vectors as it needs.
  private func panels<S: TestScalar>(
    _ right: [S], depth: Int, columns: Int, stride: Int, _ kernels: KernelTable<S>
  ) -> [S] {
    let full = kernels.tileVectors * kernels.lanes
    var packed: [S] = []
    for first in Swift.stride(from: 0, to: columns, by: full) {
      let width = min(full, (columns - first + kernels.lanes - 1) / kernels.lanes * kernels.lanes)
      for t in 0..<depth {
        packed += (first..<first + width).map { $0 < columns ? right[t * stride + $0] : 0 }
      }
    }
    return packed
  }

  // Tiles of 6 rows and of 1 to 4 vectors, whole and cut; rows that end in short tiles (4 + 4, 4 + 3, 4); panels that the
  // first tile packs (more than 8 rows) and that are packed before; depths on both sides of a panel's 256.
  static let extents = [
    Extent(rows: 1, columns: 1, depth: 1), Extent(rows: 6, columns: 16, depth: 7),
    Extent(rows: 12, columns: 64, depth: 33), Extent(rows: 13, columns: 65, depth: 20),
    Extent(rows: 2, columns: 100, depth: 16), Extent(rows: 7, columns: 17, depth: 256),
    Extent(rows: 7, columns: 17, depth: 300), Extent(rows: 3, columns: 8, depth: 513),
    Extent(rows: 15, columns: 200, depth: 300), Extent(rows: 9, columns: 66, depth: 40),
    Extent(rows: 14, columns: 130, depth: 17), Extent(rows: 5, columns: 66, depth: 9),
    Extent(rows: 24, columns: 67, depth: 258),
  ]

  @Test(arguments: Precision.allCases, extents)
  func `a product's terms are added in order, each with one rounding`(precision: Precision, extent: Extent) {
    func check<S: TestScalar>(_: S.Type) {
      let (m, n, depth) = (extent.rows, extent.columns, extent.depth)
      let leftStride = depth + 2
      let productStride = n + 5
      let left = S.numbers(m * leftStride, seed: 1)
      let right = S.numbers(depth * n, seed: 2)
      let first = S.numbers(m * productStride, seed: 3)
      for accumulates in [false, true] {
        // Rows and columns of a part of the product: the rest must stay as it is.
        let rows = m > 6 ? 1..<m : 0..<m
        let columns = n > 16 && !accumulates ? 1..<(n - 1) : 0..<n
        var expected = first
        for i in rows {
          for j in columns {
            var sum = accumulates ? first[i * productStride + j] : 0
            for t in 0..<depth { sum = S.fused(sum, left[i * leftStride + t], right[t * n + j]) }
            expected[i * productStride + j] = sum
          }
        }
        for set in InstructionSet.available {
          let kernels = S.kernels(set)
          for order in RightOrder.allCases {
            let transposed = order == .transposed
            var factor = right
            if transposed {
              for t in 0..<depth { for j in 0..<n { factor[j * depth + t] = right[t * n + j] } }
            } else if order == .packed {
              guard columns.lowerBound == 0 else { continue }
              factor = panels(right, depth: depth, columns: columns.count, stride: n, kernels)
            }
            let leftBlock = GuardedBlock(Array(left.prefix((m - 1) * leftStride + depth)))
            let rightBlock = GuardedBlock(factor)
            let product = GuardedBlock(Array(first.prefix((m - 1) * productStride + n)))
            // What is not read may be anything.
            if !accumulates { for i in rows { for j in columns { product.base[i * productStride + j] = .nan } } }
            let scratch = GuardedBlock<S>(
              repeating: .nan,
              count: matrixMultiplyScratchCount(width: kernels.tileVectors * kernels.lanes))
            kernels.matrixMultiply(
              MatrixMultiplyJob(
                left: leftBlock.input, leftStride: leftStride, right: rightBlock.input,
                rightRowStride: transposed ? 1 : n, rightColumnStride: order == .plain ? 1 : depth,
                rightIsPacked: order == .packed, product: product.base, productStride: productStride, depth: depth,
                rows: rows, columns: columns, accumulates: accumulates, scratch: scratch.base))
            expect(
              product, equals: Array(expected.prefix(product.count)),
              "\(set), \(order)\(accumulates ? ", accumulating" : "")")
            #expect(scratch.isIntact)
          }
        }
      }
    }
    check(precision.type)
  }

  @Test(arguments: Precision.allCases, [1, 7, 8, 9, 20])
  func `few rows times a matrix add their terms in order`(precision: Precision, depth: Int) {
    func check<S: TestScalar>(_: S.Type) {
      for rows in [1, 3, 4, 9] {
        for columns in counts {
          let (stride, termStride, rowStride, outStride) = (columns + 3, 2, 2 * depth + 1, columns + 1)
          let left = S.numbers(rows * rowStride, seed: 1)
          let right = S.numbers(depth * stride, seed: 2)
          let first = S.numbers(rows * outStride, seed: 3)
          let expected = (0..<(rows * outStride)).map { place in
            let (i, j) = (place / outStride, place % outStride)
            return j == columns
              ? first[place]
              : (0..<depth).reduce(first[place]) {
                S.fused($0, left[i * rowStride + $1 * termStride], right[$1 * stride + j])
              }
          }
          for set in InstructionSet.available {
            let factors = GuardedBlock(Array(left.prefix((rows - 1) * rowStride + (depth - 1) * termStride + 1)))
            let matrix = GuardedBlock(Array(right.prefix((depth - 1) * stride + columns)))
            let product = GuardedBlock(first)
            S.kernels(set).streamedProduct(
              StreamedProductJob(
                rows: rows, depth: depth, columns: columns, left: factors.input, leftRowStride: rowStride,
                leftColumnStride: termStride, right: matrix.input, rightStride: stride, rowsAhead: 8,
                product: product.base, productStride: outStride))
            expect(product, equals: expected, "\(set), \(rows) rows, \(columns) columns")
          }
        }
      }
    }
    check(precision.type)
  }

  @Test(arguments: Precision.allCases)
  func `a NaN and an infinity reach the elements that they belong to and no others`(precision: Precision) {
    func check<S: TestScalar>(_: S.Type) {
      let (m, n, depth) = (7, 20, 3)
      var left = [S](repeating: 1, count: m * depth)
      var right = [S](repeating: 2, count: depth * n)
      left[6 * depth + 1] = .nan
      right[2 * n + 19] = .infinity
      let expected: [S] = (0..<(m * n)).map { $0 / n == 6 ? .nan : $0 % n == 19 ? .infinity : 6 }
      for set in InstructionSet.available {
        let kernels = S.kernels(set)
        let (leftBlock, rightBlock) = (GuardedBlock(left), GuardedBlock(right))
        let product = GuardedBlock<S>(repeating: 0, count: m * n)
        let scratch = GuardedBlock<S>(
          repeating: .nan, count: matrixMultiplyScratchCount(width: kernels.tileVectors * kernels.lanes))
        kernels.matrixMultiply(
          MatrixMultiplyJob(
            left: leftBlock.input, leftStride: depth, right: rightBlock.input, rightRowStride: n, rightColumnStride: 1,
            product: product.base, productStride: n, depth: depth, rows: 0..<m, columns: 0..<n, accumulates: false,
            scratch: scratch.base))
        expect(product, equals: expected, "\(set)")
      }
    }
    check(precision.type)
  }
}
