import KernelBodies
import Kernels
import Tensors

extension DirectConvolution {
  /// Images whose input and output gradient stay in cache while all tasks read them: 4 MiB of Float.
  private var imagesAtOnce: Int {
    max(1, (1 << 20) / (extents.height * extents.width * extents.channels + extents.positions * extents.filters))
  }

  /// Adds the filter gradient, image after image.
  ///
  /// A task is a block of output channels × some rows of the gradient, over a few images: it alone writes its part meanwhile.
  func filterGradient(
    input: TensorView<Scalar>, outputGradient: TensorView<Scalar>, into filterGradient: MutableTensorView<Scalar>
  ) {
    let blocks = ChannelBlock.cut(
      groups: extents.groups, channels: extents.groupFilters, width: blockWidth, lanes: kernels.lanes)
    let taps = TapPlan(extents)
    let tapCount = taps.offsets.count
    let tileCount = tapCount * filterGradientTiles(run: taps.run)
    let partsABlock = partsABlock(tiles: tileCount, blocks: blocks.count)
    withRows(of: input, taps) { images, grid, source in
      withTermTables(taps, grid: grid) { starts, offsets, places, edgeOffsets in
        for first in stride(from: images.lowerBound, to: images.upperBound, by: imagesAtOnce) {
          let group = first..<min(first + imagesAtOnce, images.upperBound)
          Parallel.forEach(blocks.count * partsABlock) { task in
            let block = blocks[task / partsABlock]
            let part = task % partsABlock
            let channel = block.firstChannel(extents.groupFilters)
            Scratch.with(filterGradientScratchCount(width: blockWidth), of: Scalar.self) { scratch in
              var job = FilterGradientJob(
                source: source, run: taps.run, outputGradient: outputGradient.base, pixelStride: extents.filters,
                pixelCount: extents.positions, vectors: block.vectors, channels: block.channels,
                tiles: (tileCount * part / partsABlock)..<(tileCount * (part + 1) / partsABlock), starts: starts,
                offsets: offsets, places: places, edgeOffsets: edgeOffsets, gradient: filterGradient.base + channel,
                gradientStride: extents.filters, scratch: scratch)
              for image in group {
                job.source =
                  source + (image - images.lowerBound) * grid.imageSize
                  + (taps.isMerged ? 0 : block.group * extents.groupChannels)
                job.outputGradient = outputGradient.base + image * extents.positions * extents.filters + channel
                kernels.filterGradient(job)
              }
            }
          }
        }
      }
    }
  }

  /// Tasks that share a block of output channels: enough for all threads, but no more than have work for the output gradients
  /// that each of them copies.
  private func partsABlock(tiles: Int, blocks: Int) -> Int {
    func parts(tasksAThread: Int) -> Int { (Parallel.threads * tasksAThread + blocks - 1) / blocks }
    return max(1, min(tiles, max(parts(tasksAThread: 2), min(parts(tasksAThread: 4), tiles / 32))))
  }

  /// Calls `body` with the tables of terms: for each (tap, span) the pixels whose input at that tap lies in the image.
  private func withTermTables(
    _ taps: TapPlan, grid: PixelGrid,
    _ body: (UnsafePointer<Int32>, UnsafePointer<Int32>, UnsafePointer<Int32>, UnsafePointer<Int32>) -> Void
  ) {
    let spans = (extents.positions + filterGradientSpan - 1) / filterGradientSpan
    let startCount = taps.offsets.count * spans + 1
    let termLimit = taps.offsets.count * extents.positions
    Scratch.with(startCount + 2 * termLimit + filterGradientSpan, of: Int32.self) { memory in
      let starts = memory
      let offsets = starts + startCount
      let places = offsets + termLimit
      let edgeOffsets = places + termLimit
      for t in 0..<filterGradientSpan { edgeOffsets[t] = Int32(t * tileRows) }
      var term = 0
      for (index, tap) in taps.offsets.enumerated() {
        for span in 0..<spans {
          starts[index * spans + span] = Int32(term)
          let first = span * filterGradientSpan
          for pixel in first..<min(first + filterGradientSpan, extents.positions) {
            let row =
              pixel / extents.outputColumns * extents.geometry.rowStride - extents.geometry.padding.top
              + Int(tap.row)
            let column =
              pixel % extents.outputColumns * extents.geometry.columnStride
              - (taps.copiesColumns ? 0 : extents.geometry.padding.left) + Int(tap.column)
            guard row >= 0 && row < grid.rows && column >= 0 && column < grid.columns else { continue }
            offsets[term] = Int32((row * grid.columns + column) * grid.channels)
            places[term] = Int32(pixel - first)
            term += 1
          }
        }
      }
      starts[startCount - 1] = Int32(term)
      body(starts, offsets, places, edgeOffsets)
    }
  }
}
