import KernelBodies
import Kernels
import Testing

@Suite struct PoolingBodiesTests {
  struct Geometry: Sendable, CustomTestStringConvertible {
    var name: String
    var rows: Int, columns: Int
    var outputRows: Int, outputColumns: Int
    var windowRows: Int, windowColumns: Int
    var rowStride: Int, columnStride: Int
    var top = 0, left = 0
    /// Padding that counts as part of a mean's divisor.
    var countedPadding = 0
    var testDescription: String { name }

    func job<S: TestScalar>(_: S.Type, channels: Int, range: Range<Int>) -> PoolingJob<S> {
      PoolingJob(
        input: PixelGrid(rows: rows, columns: columns, channels: channels), outputRows: outputRows,
        outputColumns: outputColumns, windowRows: windowRows, windowColumns: windowColumns, rowStride: rowStride,
        columnStride: columnStride, top: top, left: left, divisorTop: -countedPadding,
        divisorBottom: rows + countedPadding, divisorLeft: -countedPadding, divisorRight: columns + countedPadding,
        channels: range)
    }

    /// The pixels of window (p, q), in the order of rows and then columns.
    func pixels(_ p: Int, _ q: Int) -> [Int] {
      var pixels: [Int] = []
      for h in (p * rowStride - top)..<(p * rowStride - top + windowRows) where (0..<rows).contains(h) {
        for w in (q * columnStride - left)..<(q * columnStride - left + windowColumns)
        where (0..<columns).contains(w) {
          pixels.append(h * columns + w)
        }
      }
      return pixels
    }

    /// The number of pixels of window (p, q) that lie in the image and the padding that counts.
    func divisor(_ p: Int, _ q: Int) -> Int {
      let rowRange = (-countedPadding)..<(rows + countedPadding)
      let columnRange = (-countedPadding)..<(columns + countedPadding)
      let height = (0..<windowRows).count { rowRange.contains(p * rowStride - top + $0) }
      let width = (0..<windowColumns).count { columnRange.contains(q * columnStride - left + $0) }
      return height * width
    }
  }

  static let geometries = [
    Geometry(
      name: "3×3, stride 2, as in the paper", rows: 7, columns: 7, outputRows: 3, outputColumns: 3, windowRows: 3,
      windowColumns: 3, rowStride: 2, columnStride: 2),
    Geometry(
      name: "cut at the lower right", rows: 6, columns: 5, outputRows: 3, outputColumns: 3, windowRows: 3,
      windowColumns: 2, rowStride: 2, columnStride: 2),
    Geometry(
      name: "padding that counts", rows: 4, columns: 5, outputRows: 3, outputColumns: 3, windowRows: 3,
      windowColumns: 3, rowStride: 2, columnStride: 2, top: 1, left: 1, countedPadding: 1),
    Geometry(
      name: "padding that does not count", rows: 4, columns: 5, outputRows: 3, outputColumns: 3, windowRows: 3,
      windowColumns: 3, rowStride: 2, columnStride: 2, top: 1, left: 1),
  ]

  // (channels of a pixel, channels of the job)
  static let channelRanges = [(1, 0..<1), (17, 0..<17), (40, 3..<36), (64, 0..<64)]

  /// What a pooled image holds: a row of windows without NaN is computed another way than one with it, and infinities of both
  /// signs in a window look like one.
  enum Content: CaseIterable {
    case numbers, specials, oneNaN, infinities

    func values<S: TestScalar>(_ count: Int) -> [S] {
      var values = self == .specials ? S.numbersWithSpecials(count, seed: 1) : S.numbers(count, seed: 1)
      // Whole numbers, so that many are equal.
      values = values.map { $0.magnitude < 2 && $0 != 0 ? ($0 * 2).rounded() : $0 }
      switch self {
      case .numbers, .specials: break
      case .oneNaN: values[count / 2] = .nan
      case .infinities:
        for index in stride(from: 0, to: count, by: 7) { values[index] = index % 2 == 0 ? .infinity : -.infinity }
      }
      return values
    }
  }

  @Test(arguments: Precision.allCases, geometries)
  func `a maximum is the greatest of its window, or NaN if one is there`(precision: Precision, geometry: Geometry) {
    func check<S: TestScalar>(_: S.Type) {
      for ((channels, range), content) in Self.channelRanges.flatMap({ range in Content.allCases.map { (range, $0) } })
      {
        let x: [S] = content.values(geometry.rows * geometry.columns * channels)
        var expected = [S](repeating: 55, count: geometry.outputRows * geometry.outputColumns * channels)
        var gradients = S.numbers(x.count, seed: 3)
        let firstGradients = gradients
        let dy = S.numbers(expected.count, seed: 2)
        for p in 0..<geometry.outputRows {
          for q in 0..<geometry.outputColumns {
            for c in range {
              let place = (p * geometry.outputColumns + q) * channels + c
              var best = -S.infinity
              for pixel in geometry.pixels(p, q) {
                let value = x[pixel * channels + c]
                if value.isNaN || value > best { best = value }
                if value.isNaN { break }
              }
              expected[place] = best
              // The first that equals the maximum takes the gradient; a NaN equals nothing.
              if let winner = geometry.pixels(p, q).first(where: { x[$0 * channels + c] == best }) {
                gradients[winner * channels + c] += dy[place]
              }
            }
          }
        }
        for set in InstructionSet.available {
          let job = geometry.job(S.self, channels: channels, range: range)
          let input = GuardedBlock(x)
          let output = GuardedBlock<S>(repeating: 55, count: expected.count)
          S.kernels(set).maxPool(job, input.input, output.base)
          expect(output, equals: expected, "\(set), \(content), channels \(range) of \(channels)")
          let (outputGradient, gradient) = (GuardedBlock(dy), GuardedBlock(firstGradients))
          S.kernels(set).maxPoolGradient(
            job, input.input, output.input, outputGradient.input, gradient.base)
          expect(gradient, equals: gradients, "\(set) gradient, channels \(range) of \(channels)")
        }
      }
    }
    check(precision.type)
  }

  @Test(arguments: Precision.allCases, geometries)
  func `a mean divides the ordered sum by the pixels that count`(precision: Precision, geometry: Geometry) {
    func check<S: TestScalar>(_: S.Type) {
      for (channels, range) in Self.channelRanges {
        let x = S.numbers(geometry.rows * geometry.columns * channels, seed: 1)
        var expected = [S](repeating: 55, count: geometry.outputRows * geometry.outputColumns * channels)
        let firstGradients = S.numbers(x.count, seed: 3)
        var gradients = firstGradients
        let dy = S.numbers(expected.count, seed: 2)
        for p in 0..<geometry.outputRows {
          for q in 0..<geometry.outputColumns {
            let divisor = S(geometry.divisor(p, q))
            for c in range {
              let place = (p * geometry.outputColumns + q) * channels + c
              expected[place] = geometry.pixels(p, q).reduce(0 as S) { $0 + x[$1 * channels + c] } / divisor
              for pixel in geometry.pixels(p, q) { gradients[pixel * channels + c] += dy[place] / divisor }
            }
          }
        }
        for set in InstructionSet.available {
          let job = geometry.job(S.self, channels: channels, range: range)
          let input = GuardedBlock(x)
          let output = GuardedBlock<S>(repeating: 55, count: expected.count)
          S.kernels(set).averagePool(job, input.input, output.base)
          expect(output, equals: expected, "\(set), channels \(range) of \(channels)")
          let (outputGradient, gradient) = (GuardedBlock(dy), GuardedBlock(firstGradients))
          S.kernels(set).averagePoolGradient(job, outputGradient.input, gradient.base)
          expect(gradient, equals: gradients, "\(set) gradient, channels \(range) of \(channels)")
        }
      }
    }
    check(precision.type)
  }
}
