import KernelBodies
import Kernels
import Testing

@Suite struct FilterGradientBodyTests {
  @Test(arguments: Precision.allCases, [3, 4, 5, 6, 7, 11])
  func `a span's products are summed from zero and then join the gradient`(precision: Precision, run: Int) {
    func check<S: TestScalar>(_: S.Type) {
      // 532 pixels: a span of 512 and one of 20. The second tap reaches over the upper and the left edge.
      let (height, width) = (19, 28)
      let pixelCount = height * width
      let taps = [(row: 0, column: 0), (row: -2, column: -1)]
      let (sourceChannels, firstChannel) = (run + 2, 1)
      let blockWidths = InstructionSet.available.map { S.kernels($0).tileVectors * S.kernels($0).lanes }
      let most = (blockWidths.max() ?? 0) - 3
      let pixelStride = most + 2
      let source = S.numbers(pixelCount * sourceChannels, seed: 1)
      let outputGradient = S.numbers(pixelCount * pixelStride, seed: 2)
      let gradientStride = most + 4
      let first = S.numbers(taps.count * run * gradientStride, seed: 3)

      let spans = (pixelCount + filterGradientSpan - 1) / filterGradientSpan
      #expect(spans == 2)
      var starts: [Int32] = []
      var offsets: [Int32] = []
      var places: [Int32] = []
      var sums = first
      for (index, tap) in taps.enumerated() {
        for span in 0..<spans {
          starts.append(Int32(offsets.count))
          let begin = offsets.count
          for pixel in (span * filterGradientSpan)..<min(pixelCount, (span + 1) * filterGradientSpan) {
            let row = pixel / width + tap.row
            let column = pixel % width + tap.column
            guard (0..<height).contains(row), (0..<width).contains(column) else { continue }
            offsets.append(Int32((row * width + column) * sourceChannels))
            places.append(Int32(pixel - span * filterGradientSpan))
          }
          for c in 0..<run {
            var partial = [S](repeating: 0, count: most)
            for term in begin..<offsets.count {
              let value = source[Int(offsets[term]) + firstChannel + c]
              let row = (span * filterGradientSpan + Int(places[term])) * pixelStride
              for k in 0..<most { partial[k] = S.fused(partial[k], value, outputGradient[row + k]) }
            }
            for k in 0..<most { sums[(index * run + c) * gradientStride + k] += partial[k] }
          }
        }
      }
      starts.append(Int32(offsets.count))
      let edgeOffsets = (0..<filterGradientSpan).map { Int32($0 * tileRows) }

      for set in InstructionSet.available {
        let kernels = S.kernels(set)
        for vectors in 1...kernels.tileVectors {
          let channels = vectors * kernels.lanes - 3
          let tilesATap = filterGradientTiles(run: run)
          for tiles in [0..<(2 * tilesATap), 1..<(2 * tilesATap)] {
            var expected = first
            for tile in tiles {
              let (tap, part) = tile.quotientAndRemainder(dividingBy: tilesATap)
              for c in (part * tileRows)..<min(run, (part + 1) * tileRows) {
                for k in 0..<channels {
                  let place = (tap * run + c) * gradientStride + k
                  expected[place] = sums[place]
                }
              }
            }
            let sourceBlock = GuardedBlock(source)
            let gradientBlock = GuardedBlock(outputGradient)
            let result = GuardedBlock(first)
            let scratch = GuardedBlock<S>(
              repeating: .nan, count: filterGradientScratchCount(width: vectors * kernels.lanes))
            starts.withUnsafeBufferPointer { starts in
              offsets.withUnsafeBufferPointer { offsets in
                places.withUnsafeBufferPointer { places in
                  edgeOffsets.withUnsafeBufferPointer { edgeOffsets in
                    guard let starts = starts.baseAddress, let offsets = offsets.baseAddress,
                      let places = places.baseAddress, let edgeOffsets = edgeOffsets.baseAddress
                    else { return }
                    kernels.filterGradient(
                      FilterGradientJob(
                        source: sourceBlock.input + firstChannel, run: run, outputGradient: gradientBlock.input,
                        pixelStride: pixelStride, pixelCount: pixelCount, vectors: vectors, channels: channels,
                        tiles: tiles, starts: starts, offsets: offsets, places: places, edgeOffsets: edgeOffsets,
                        gradient: result.base, gradientStride: gradientStride, scratch: scratch.base))
                  }
                }
              }
            }
            expect(result, equals: expected, "\(set), \(vectors) vectors, tiles \(tiles)")
            #expect(scratch.isIntact)
          }
        }
      }
    }
    check(precision.type)
  }
}
