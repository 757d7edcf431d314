import KernelBodies
import Kernels
import Testing

@Suite struct GatherBodyTests {
  /// A convolution as a job sees it: which lattice pixel starts where, and which taps it sums.
  struct Geometry: Sendable, CustomTestStringConvertible {
    var name: String
    var source: PixelGrid
    /// Channels read, and the first of them.
    var run: Int
    var firstChannel: Int
    var taps: [Tap]
    var latticeRows: Int, latticeColumns: Int
    var originRow: Int, originColumn: Int, originStep: Int
    var outGrid: PixelGrid
    var outRow: Int, outColumn: Int, outStep: Int
    var testDescription: String { name }
  }

  static func taps(_ rows: some Sequence<Int>, _ columns: some Sequence<Int> & Sendable) -> [Tap] {
    rows.flatMap { row in columns.map { Tap(row: row, column: $0) } }
  }

  static let geometries = [
    // 60 pixels in two images: more than one group of 48, the second with tiles that are not full.
    Geometry(
      name: "3×3, padding 1, a group of 4 of 9 channels", source: PixelGrid(rows: 5, columns: 6, channels: 9), run: 4,
      firstChannel: 2, taps: taps(0..<3, 0..<3), latticeRows: 5, latticeColumns: 6, originRow: -1, originColumn: -1,
      originStep: 1, outGrid: PixelGrid(rows: 5, columns: 6, channels: 70), outRow: 0, outColumn: 0, outStep: 1),
    Geometry(
      name: "stride 2, whole filter rows of 2×3 scalars", source: PixelGrid(rows: 7, columns: 8, channels: 3), run: 6,
      firstChannel: 0, taps: taps(0..<2, [0]), latticeRows: 3, latticeColumns: 3, originRow: 0, originColumn: 1,
      originStep: 2, outGrid: PixelGrid(rows: 3, columns: 3, channels: 65), outRow: 0, outColumn: 0, outStep: 1),
    Geometry(
      name: "windows inside the source in the first group of pixels, below it in the second",
      source: PixelGrid(rows: 12, columns: 9, channels: 3), run: 9, firstChannel: 0, taps: taps(0..<3, [0]),
      latticeRows: 11, latticeColumns: 7, originRow: 0, originColumn: 0, originStep: 1,
      outGrid: PixelGrid(rows: 11, columns: 7, channels: 66), outRow: 0, outColumn: 0, outStep: 1),
    Geometry(
      name: "one phase of an input gradient of stride 2", source: PixelGrid(rows: 3, columns: 3, channels: 5), run: 5,
      firstChannel: 0, taps: taps([0, -1], [0, -1]), latticeRows: 3, latticeColumns: 2, originRow: 1, originColumn: 1,
      originStep: 1, outGrid: PixelGrid(rows: 6, columns: 5, channels: 64), outRow: 1, outColumn: 0, outStep: 2),
  ]

  @Test(arguments: Precision.allCases.flatMap { precision in [1, 2, 100].map { (precision, $0) } }, geometries)
  func `taps and channels are summed in order, with zeros outside the source`(
    variant: (precision: Precision, tapsAtOnce: Int), geometry: Geometry
  ) {
    func check<S: TestScalar>(_: S.Type) {
      let images = 2
      let g = geometry
      let most = 4 * S.kernels(.portable).lanes
      let latticeSize = g.latticeRows * g.latticeColumns
      let pixels = 1..<(images * latticeSize - 1)
      let source = S.numbers(images * g.source.imageSize, seed: 1)
      let filters = S.numbers(g.taps.count * g.run * most, seed: 2)
      let start = S.numbers(most, seed: 3)
      // Taps one below the other are one row apart.
      let tapsAtOnce = g.taps.allSatisfy { $0.column == 0 } ? variant.tapsAtOnce : 1
      for (starts, rectifies) in [(true, false), (false, true)] {
        // For every lattice pixel of the job, all channels that any block may hold.
        let sums: [[S]] = pixels.map { pixel in
          let (image, place) = pixel.quotientAndRemainder(dividingBy: latticeSize)
          let (i, j) = place.quotientAndRemainder(dividingBy: g.latticeColumns)
          var sums = starts ? start : [S](repeating: 0, count: most)
          for (index, tap) in g.taps.enumerated() {
            let row = g.originRow + i * g.originStep + Int(tap.row)
            let column = g.originColumn + j * g.originStep + Int(tap.column)
            let inside = (0..<g.source.rows).contains(row) && (0..<g.source.columns).contains(column)
            let corner =
              image * g.source.imageSize + (row * g.source.columns + column) * g.source.channels + g.firstChannel
            for c in 0..<g.run {
              let value = inside ? source[corner + c] : 0
              for k in 0..<most { sums[k] = S.fused(sums[k], value, filters[(index * g.run + c) * most + k]) }
            }
          }
          return rectifies ? sums.map { $0 > 0 ? $0 : 0 } : sums
        }
        for set in InstructionSet.available {
          let kernels = S.kernels(set)
          for vectors in 1...kernels.tileVectors {
            let width = vectors * kernels.lanes
            let channels = width - 3
            var expected = [S](repeating: 55, count: images * g.outGrid.imageSize)
            for (index, pixel) in pixels.enumerated() {
              let (image, place) = pixel.quotientAndRemainder(dividingBy: latticeSize)
              let (i, j) = place.quotientAndRemainder(dividingBy: g.latticeColumns)
              let outPixel = (g.outRow + i * g.outStep) * g.outGrid.columns + g.outColumn + j * g.outStep
              let corner = image * g.outGrid.imageSize + outPixel * g.outGrid.channels
              for k in 0..<channels { expected[corner + k] = sums[index][k] }
            }
            let packed: [S] = (0..<(g.taps.count * g.run * width)).map {
              $0 % width < channels ? filters[$0 / width * most + $0 % width] : 0
            }
            let (sourceBlock, filterBlock) = (GuardedBlock(source), GuardedBlock(packed))
            let zeros = GuardedBlock<S>(repeating: 0, count: g.run)
            let startBlock = GuardedBlock(Array(start.prefix(channels)))
            let out = GuardedBlock<S>(repeating: 55, count: images * g.outGrid.imageSize)
            let scratch = GuardedBlock<S>(repeating: .nan, count: gatherPixelsInFlight * width)
            g.taps.withUnsafeBufferPointer { taps in
              withUnsafeTemporaryAllocation(of: GatherPixel<S>.self, capacity: gatherPixelsInFlight) { room in
                guard let pixelsInFlight = room.baseAddress else { return }
                kernels.gather(
                  GatherJob(
                    source: sourceBlock.input + g.firstChannel, sourceGrid: g.source, run: g.run, zeros: zeros.input,
                    taps: taps, tapsAtOnce: tapsAtOnce, tapStep: g.source.columns * g.source.channels,
                    filters: filterBlock.input,
                    vectors: vectors, channels: channels,
                    start: starts ? startBlock.input : nil, rectifies: rectifies, out: out.base, outGrid: g.outGrid,
                    latticeRows: g.latticeRows, latticeColumns: g.latticeColumns, originRow: g.originRow,
                    originColumn: g.originColumn, originRowStep: g.originStep, originColumnStep: g.originStep,
                    outRow: g.outRow, outColumn: g.outColumn, outRowStep: g.outStep, outColumnStep: g.outStep,
                    pixels: pixels, pixelsInFlight: pixelsInFlight, scratch: scratch.base))
              }
            }
            expect(out, equals: expected, "\(set), \(vectors) vectors")
            #expect(scratch.isIntact)
          }
        }
      }
    }
    check(variant.precision.type)
  }
}
