/// One pass of the direct filter gradient: some rows of it × one block of output channels, one image.
///
///     gradient[tap][c][k] += Σ_pixel source[pixel + tap][c] · outputGradient[pixel][k]
///
/// The pixels of an image are cut into spans of `filterGradientSpan`. A span's sum starts at zero and runs in the order
/// of the pixels; it is then added to the gradient. So the error grows with the span and the number of spans, not with
/// all pixels of a batch, and no bit depends on how images or positions are shared between threads.
public struct FilterGradientJob<Scalar: BinaryFloatingPoint & SIMDScalar> {
  /// The input image, offset to the group's first channel.
  public var source: UnsafePointer<Scalar>
  /// Contiguous input scalars of a tap: the group's channels, or a whole filter row of them.
  public var run: Int
  /// The output gradient of the image, offset to the block's first channel.
  public var outputGradient: UnsafePointer<Scalar>
  /// Scalars from one pixel of the output gradient to the next.
  public var pixelStride: Int
  /// Output pixels of an image.
  public var pixelCount: Int
  /// Vectors of output channels in the block.
  public var vectors: Int
  /// Output channels in the block.
  public var channels: Int
  /// Register tiles of this job, counted through all taps: each tap has `filterGradientTiles(run:)` of them.
  public var tiles: Range<Int>
  /// For each (tap, span): where its terms start in `offsets`; one more at the end.
  public var starts: UnsafePointer<Int32>
  /// For each term: from `source` to the input pixel that it reads.
  public var offsets: UnsafePointer<Int32>
  /// For each term: its pixel, counted within the span.
  public var places: UnsafePointer<Int32>
  /// 0, `tileRows`, 2·`tileRows`, …: `filterGradientSpan` of them, the offsets within a copied edge.
  public var edgeOffsets: UnsafePointer<Int32>
  /// The gradient, offset to the block's first channel: taps × run rows, `gradientStride` apart.
  public var gradient: UnsafeMutablePointer<Scalar>
  /// Scalars from one row of the gradient to the next.
  public var gradientStride: Int
  /// `filterGradientScratchCount` scalars of the caller's.
  public var scratch: UnsafeMutablePointer<Scalar>

  /// A job with every part named; see the properties.
  @inlinable
  public init(
    source: UnsafePointer<Scalar>, run: Int, outputGradient: UnsafePointer<Scalar>, pixelStride: Int, pixelCount: Int,
    vectors: Int, channels: Int, tiles: Range<Int>, starts: UnsafePointer<Int32>, offsets: UnsafePointer<Int32>,
    places: UnsafePointer<Int32>, edgeOffsets: UnsafePointer<Int32>, gradient: UnsafeMutablePointer<Scalar>,
    gradientStride: Int,
    scratch: UnsafeMutablePointer<Scalar>
  ) {
    self.source = source
    self.run = run
    self.outputGradient = outputGradient
    self.pixelStride = pixelStride
    self.pixelCount = pixelCount
    self.vectors = vectors
    self.channels = channels
    self.tiles = tiles
    self.starts = starts
    self.offsets = offsets
    self.places = places
    self.edgeOffsets = edgeOffsets
    self.gradient = gradient
    self.gradientStride = gradientStride
    self.scratch = scratch
  }
}

/// Pixels whose products are summed before the sum joins the gradient. Part of the definition of the result's bits.
@inlinable @inline(__always)
public var filterGradientSpan: Int { 512 }

/// Register tiles that hold the `run` rows of a tap's gradient, the last of them perhaps in part.
@inlinable
public func filterGradientTiles(run: Int) -> Int { (run + tileRows - 1) / tileRows }

/// Scalars of scratch that a `FilterGradientJob` needs for blocks of `width` channels.
@inlinable
public func filterGradientScratchCount(width: Int) -> Int {
  filterGradientSpan * (width + tileRows) + tileRows * width
}

/// Runs a `FilterGradientJob`.
///
/// - Parameter tile: the instruction set's outer-product tile:
///   (vectors, height, count, columns, offsets, panel, places, tile, stride).
@inlinable @inline(__always)
public func filterGradientBody<A: Arithmetic>(
  _: A.Type, _ job: FilterGradientJob<A.Vector.Scalar>,
  tile: (
    Int, Int, Int, UnsafePointer<A.Vector.Scalar>, UnsafePointer<Int32>, UnsafePointer<A.Vector.Scalar>,
    UnsafePointer<Int32>, UnsafeMutablePointer<A.Vector.Scalar>, Int
  ) -> Void
) {
  let width = job.vectors * A.Vector.lanes
  let panel = job.scratch
  let sums = panel + filterGradientSpan * width
  let edge = sums + tileRows * width
  let tilesATap = filterGradientTiles(run: job.run)
  let spans = (job.pixelCount + filterGradientSpan - 1) / filterGradientSpan
  for span in 0..<spans {
    let firstPixel = span * filterGradientSpan
    let pixels = min(filterGradientSpan, job.pixelCount - firstPixel)
    for pixel in 0..<pixels {
      let from = job.outputGradient + (firstPixel + pixel) * job.pixelStride
      let to = panel + pixel * width
      var k = 0
      // Whole vectors in a loop of their own, which is short enough for many reads to be under way at once.
      while k + A.Vector.lanes <= job.channels {
        A.Vector.load(from + k).store(to + k)
        k += A.Vector.lanes
      }
      while k < width {
        A.Vector.load(from + k, count: max(0, job.channels - k)).store(to + k)
        k += A.Vector.lanes
      }
    }
    for number in job.tiles {
      let tap = number / tilesATap
      let c = number % tilesATap * tileRows
      let start = Int(job.starts[tap * spans + span])
      let terms = Int(job.starts[tap * spans + span + 1]) - start
      if terms == 0 { continue }
      let offsets = job.offsets + start
      let places = job.places + start
      let valid = min(tileRows, job.run - c)
      let height = valid <= shortTileRows ? shortTileRows : tileRows
      var overlap = 0
      if valid == height {
        tile(job.vectors, height, terms, job.source + c, offsets, panel, places, sums, width)
      } else if job.run >= height {
        // The last channels, and before them some whose sums are known already: nothing past the pixel is read.
        overlap = height - valid
        tile(job.vectors, height, terms, job.source + c - overlap, offsets, panel, places, sums, width)
      } else {
        // Few channels: a copy.
        for t in 0..<terms {
          let from = job.source + Int(offsets[t]) + c
          for i in 0..<tileRows { edge[t * tileRows + i] = i < valid ? from[i] : 0 }
        }
        tile(job.vectors, height, terms, edge, job.edgeOffsets, panel, places, sums, width)
      }
      for i in 0..<valid {
        let row = job.gradient + ((tap * job.run + c + i) * job.gradientStride)
        var k = 0
        while k < job.channels {
          let left = job.channels - k
          let total = A.Vector.load(row + k, count: left) + A.Vector.load(sums + (overlap + i) * width + k)
          total.store(row + k, count: left)
          k += A.Vector.lanes
        }
      }
    }
  }
}
