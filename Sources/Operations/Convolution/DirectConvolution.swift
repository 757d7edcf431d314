import KernelBodies
import Kernels
import Tensors

/// Convolution without a patch matrix: register tiles read images where they lie.
///
/// Forward and input gradient are the same pass, `GatherJob`: tiles of six pixels × one block of output channels, tap after
/// tap. The filter gradient is `FilterGradientJob`: outer products summed over pixels.
///
/// Where a whole filter row of channels is short and contiguous (one group and few channels, as in conv1), a tap is a row:
/// S·C scalars in one run, and images with padding at the sides are copied with it first.
struct DirectConvolution<Scalar: KernelScalar>: PackingConvolution {
  let extents: ConvolutionExtents
  let kernels: KernelTable<Scalar>

  init(_ extents: ConvolutionExtents, kernels: KernelTable<Scalar> = Scalar.kernels) {
    self.extents = extents
    self.kernels = kernels
  }

  /// Channels of a full block: a register tile's row.
  var blockWidth: Int { kernels.tileVectors * kernels.lanes }

  // MARK: Forward

  /// Blocks of output channels.
  private var blocks: [ChannelBlock] {
    ChannelBlock.cut(
      groups: extents.groups, channels: extents.groupFilters, width: blockWidth, lanes: kernels.lanes)
  }

  var packedCount: Int { blocks.reduce(0) { $0 + $1.width } * extents.terms }

  /// Block after block, each term after term. The order depends on the filters' extents alone, not on the images'.
  func pack(_ filter: UnsafePointer<Scalar>, into packed: UnsafeMutablePointer<Scalar>) {
    let blocks = blocks
    Parallel.forEach(blocks.count) { index in
      let block = blocks[index]
      kernels.packRows(
        extents.terms, filter + block.firstChannel(extents.groupFilters), extents.filters, block.channels, block.width,
        packed + block.offset * extents.terms)
    }
  }

  func forward(
    input: TensorView<Scalar>, packed: UnsafePointer<Scalar>, bias: TensorView<Scalar>?, rectifies: Bool,
    into output: MutableTensorView<Scalar>
  ) {
    let taps = TapPlan(extents)
    withRows(of: input, taps) { images, grid, source in
      let out = output.base + images.lowerBound * extents.positions * extents.filters
      gather(blocks: blocks, terms: extents.terms, images: images.count, packed: packed, taps: taps.offsets) {
        block, job in
        job.source = source + (taps.isMerged ? 0 : block.group * extents.groupChannels)
        job.sourceGrid = grid
        job.run = taps.run
        if taps.isMerged {
          job.tapsAtOnce = tapsAtOnce(taps, width: block.width)
          job.tapStep = grid.columns * grid.channels
        }
        job.start = bias.map { $0.base + block.firstChannel(extents.groupFilters) }
        job.rectifies = rectifies
        job.out = out + block.firstChannel(extents.groupFilters)
        job.outGrid = extents.outputGrid
        job.latticeRows = extents.outputRows
        job.latticeColumns = extents.outputColumns
        job.originRow = -extents.geometry.padding.top
        job.originColumn = taps.copiesColumns ? 0 : -extents.geometry.padding.left
        job.originRowStep = extents.geometry.rowStride
        job.originColumnStep = extents.geometry.columnStride
      }
    }
  }

  /// Taps whose filters, of `width` channels, stay in first-level cache while eight tiles use them: at most 24 KiB, and as even
  /// parts as can be.
  private func tapsAtOnce(_ taps: TapPlan, width: Int) -> Int {
    let most = max(1, (24 << 10) / MemoryLayout<Scalar>.stride / (taps.run * width))
    let parts = (taps.offsets.count + most - 1) / most
    return (taps.offsets.count + parts - 1) / parts
  }

  // MARK: Input gradient

  /// An input row h is read by the windows p with p·stride + r = h + top. Inputs with the same remainder of h + top by the
  /// stride, a phase, are read through the same filter rows r; within a phase this is a convolution of stride 1 over the
  /// output gradient, its taps going backwards.
  func inputGradient(
    outputGradient: TensorView<Scalar>, filter: TensorView<Scalar>, into inputGradient: MutableTensorView<Scalar>
  ) {
    let geometry = extents.geometry
    for rowPhase in StridePhase.all(
      size: extents.height, window: geometry.rows, stride: geometry.rowStride, before: geometry.padding.top)
    {
      for columnPhase in StridePhase.all(
        size: extents.width, window: geometry.columns, stride: geometry.columnStride, before: geometry.padding.left)
      {
        self.inputGradient(
          rows: rowPhase, columns: columnPhase, outputGradient: outputGradient, filter: filter, into: inputGradient)
      }
    }
  }

  private func inputGradient(
    rows: StridePhase, columns: StridePhase, outputGradient: TensorView<Scalar>, filter: TensorView<Scalar>,
    into inputGradient: MutableTensorView<Scalar>
  ) {
    let (channels, filters) = (extents.groupChannels, extents.groupFilters)
    let blocks = ChannelBlock.cut(
      groups: extents.groups, channels: channels, width: blockWidth, lanes: kernels.lanes)
    let tapCount = rows.taps * columns.taps
    let terms = tapCount * filters
    Scratch.with(blocks.reduce(0) { $0 + $1.width } * terms, of: Scalar.self) { packed in
      Scratch.with(max(1, tapCount), of: Tap.self) { taps in
        for u in 0..<rows.taps {
          for v in 0..<columns.taps { (taps + (u * columns.taps + v)).initialize(to: Tap(row: -u, column: -v)) }
        }
        Parallel.forEach(blocks.count * tapCount) { index in
          let block = blocks[index / tapCount]
          let tap = index % tapCount
          let r = rows.firstTap + tap / columns.taps * extents.geometry.rowStride
          let s = columns.firstTap + tap % columns.taps * extents.geometry.columnStride
          // The filter's C/g × K/g matrix at (r, s), turned.
          let position = (r * extents.geometry.columns + s) * channels + block.first
          kernels.transpose(
            block.channels, block.width, filters,
            filter.base + (position * extents.filters + block.group * filters), extents.filters,
            packed + (block.offset * terms + tap * filters * block.width), block.width)
        }
        gather(
          blocks: blocks, terms: terms, images: extents.images, packed: packed,
          taps: UnsafeBufferPointer(start: taps, count: tapCount)
        ) { block, job in
          job.source = outputGradient.base + block.group * filters
          job.sourceGrid = extents.outputGrid
          job.run = filters
          job.start = nil
          job.rectifies = false
          job.out = inputGradient.base + block.firstChannel(channels)
          job.outGrid = extents.inputGrid
          job.latticeRows = rows.count
          job.latticeColumns = columns.count
          job.originRow = rows.origin
          job.originColumn = columns.origin
          job.outRow = rows.first
          job.outColumn = columns.first
          job.outRowStep = extents.geometry.rowStride
          job.outColumnStep = extents.geometry.columnStride
        }
      }
    }
  }

  // MARK: Shared

  /// Runs gather jobs for all blocks and pixels on all threads; `configure` fills in what the pass is.
  private func gather(
    blocks: [ChannelBlock], terms: Int, images: Int, packed: UnsafePointer<Scalar>,
    taps: UnsafeBufferPointer<Tap>, configure: (ChannelBlock, inout GatherJob<Scalar>) -> Void
  ) {
    let none = PixelGrid(rows: 0, columns: 0, channels: 0)
    // Stands for pointers that are not known yet; nothing is written there.
    let unknown = UnsafeMutablePointer(mutating: packed)
    func job(_ block: ChannelBlock) -> GatherJob<Scalar> {
      var job = GatherJob<Scalar>(
        source: packed, sourceGrid: none, run: 0, zeros: packed, taps: taps,
        filters: packed + block.offset * terms, vectors: block.vectors, channels: block.channels, start: nil,
        rectifies: false, out: unknown, outGrid: none, latticeRows: 0, latticeColumns: 0, originRow: 0,
        originColumn: 0, originRowStep: 1, originColumnStep: 1, outRow: 0, outColumn: 0, outRowStep: 1,
        outColumnStep: 1, pixels: 0..<0,
        pixelsInFlight: UnsafeMutableRawPointer(unknown).assumingMemoryBound(to: GatherPixel<Scalar>.self),
        scratch: unknown)
      configure(block, &job)
      return job
    }
    guard let first = blocks.first else { return }
    let probe = job(first)
    let pixels = images * probe.latticeRows * probe.latticeColumns
    guard pixels > 0 else { return }
    // Up to eight groups of tiles a task, fewer where threads would run out of tasks.
    let groupCount = (pixels + gatherPixelsInFlight - 1) / gatherPixelsInFlight
    let groupsATask = max(1, min(8, groupCount * blocks.count / (Parallel.threads * 8)))
    let tasksABlock = (groupCount + groupsATask - 1) / groupsATask
    let scratchCount = gatherPixelsInFlight * blockWidth
    Parallel.forEach(blocks.count * tasksABlock) { task in
      // Neighbouring tasks share a block's filters.
      var job = job(blocks[task / tasksABlock])
      let start = task % tasksABlock * groupsATask * gatherPixelsInFlight
      job.pixels = start..<min(pixels, start + groupsATask * gatherPixelsInFlight)
      Scratch.with(scratchCount + job.run, of: Scalar.self) { scratch in
        (scratch + scratchCount).update(repeating: 0, count: job.run)
        job.scratch = scratch
        job.zeros = UnsafePointer(scratch + scratchCount)
        Scratch.with(gatherPixelsInFlight, of: GatherPixel<Scalar>.self) { pixelsInFlight in
          job.pixelsInFlight = pixelsInFlight
          kernels.gather(job)
        }
      }
    }
  }

  /// Calls `body` with images whose rows can be read in runs: the input itself, or copies with padding at the sides.
  ///
  /// `body` gets the images, their extent, and the first of them.
  func withRows(
    of input: TensorView<Scalar>, _ taps: TapPlan,
    _ body: (Range<Int>, PixelGrid, UnsafePointer<Scalar>) -> Void
  ) {
    guard taps.copiesColumns else { return body(0..<extents.images, extents.inputGrid, input.base) }
    let grid = PixelGrid(rows: extents.height, columns: taps.paddedColumns, channels: extents.channels)
    let imagesAtOnce = 16
    for first in stride(from: 0, to: extents.images, by: imagesAtOnce) {
      let images = first..<min(extents.images, first + imagesAtOnce)
      Scratch.with(images.count * grid.imageSize, of: Scalar.self) { copies in
        let left = extents.geometry.padding.left * extents.channels
        let rowSize = grid.columns * extents.channels
        let count = min(extents.width * extents.channels, rowSize - left)
        Parallel.forEachRange(images.count * extents.height, grain: 16) { rows in
          for row in rows {
            let to = copies + row * rowSize
            let from = input.base + (images.lowerBound * extents.height + row) * extents.width * extents.channels
            to.update(repeating: 0, count: left)
            (to + left).update(from: from, count: count)
            (to + left + count).update(repeating: 0, count: rowSize - left - count)
          }
        }
        body(images, grid, copies)
      }
    }
  }
}
