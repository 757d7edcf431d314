/// A filter position: which source pixel, relative to a pixel's origin, it reads.
public struct Tap: Sendable {
  /// Rows below the origin; negative above it.
  public var row: Int32
  /// Columns to the right of the origin; negative to the left of it.
  public var column: Int32

  /// A filter position `row` rows and `column` columns from the origin.
  @inlinable
  public init(row: Int, column: Int) {
    self.row = Int32(truncatingIfNeeded: row)
    self.column = Int32(truncatingIfNeeded: column)
  }
}

/// A grid of pixels in channels-last images: `images × rows × columns`, each pixel `stride` scalars wide.
public struct PixelGrid: Sendable {
  /// Rows of an image.
  public var rows: Int
  /// Columns of an image.
  public var columns: Int
  /// Scalars from one pixel to the next: all channels, those of other groups too.
  public var channels: Int

  /// An image of `rows × columns` pixels of `channels` scalars.
  @inlinable
  public init(rows: Int, columns: Int, channels: Int) {
    self.rows = rows
    self.columns = columns
    self.channels = channels
  }

  /// Scalars of an image.
  @inlinable
  public var imageSize: Int { rows * columns * channels }

  /// Whether there is a pixel at a row and a column.
  @inlinable @inline(__always)
  func contains(_ row: Int, _ column: Int) -> Bool {
    // One unsigned comparison for both ends of each range.
    UInt(bitPattern: row) < UInt(bitPattern: rows) && UInt(bitPattern: column) < UInt(bitPattern: columns)
  }
}

/// One pass of direct convolution: a range of pixels × one block of output channels, all taps.
///
/// For pixel (n, i, j) of the lattice and output channel k of the block:
///
///     out[n, first + i·step][k] = rectify(start[k] + Σ_tap Σ_c source[n, origin + i·originStep + tap][c] · filters[tap][c][k])
///
/// with zeros outside the source, and the terms added in the order (tap, c). Forward, the lattice is the output and an
/// origin is a window's corner. For the input gradient the lattice is one stride phase of the input, and source is the
/// output gradient.
public struct GatherJob<Scalar: BinaryFloatingPoint & SIMDScalar> {
  /// Images read, offset to the group's first channel.
  public var source: UnsafePointer<Scalar>
  /// Extent of `source`.
  public var sourceGrid: PixelGrid
  /// Contiguous scalars that a tap reads: the group's channels, or a whole filter row of them.
  public var run: Int
  /// At least `run` zeros: what a tap outside the source reads.
  public var zeros: UnsafePointer<Scalar>
  /// Filter positions, in the order in which they are summed.
  public var taps: UnsafeBufferPointer<Tap>
  /// The most taps that a register tile adds in one call.
  public var tapsAtOnce: Int
  /// Scalars from one tap to the next, the same between all of them; of no meaning if one at a time is added.
  public var tapStep: Int
  /// Filters of this block: taps × run × (vectors · lanes), zero behind the last channel.
  public var filters: UnsafePointer<Scalar>
  /// Vectors of output channels in the block, 1 to the instruction set's `tileVectors`.
  public var vectors: Int
  /// Output channels in the block.
  public var channels: Int
  /// First values of the sums, one for each channel; nil means zero.
  public var start: UnsafePointer<Scalar>?
  /// Whether negative results become zero.
  public var rectifies: Bool
  /// Images written, offset to the block's first channel.
  public var out: UnsafeMutablePointer<Scalar>
  /// Extent of `out`.
  public var outGrid: PixelGrid
  /// Lattice of an image, rows then columns.
  public var latticeRows: Int, latticeColumns: Int
  /// Origin of the lattice's first pixel in the source, and how far it moves a lattice step.
  public var originRow: Int, originColumn: Int, originRowStep: Int, originColumnStep: Int
  /// Place of the lattice's first pixel in the output, and how far it moves a lattice step.
  public var outRow: Int, outColumn: Int, outRowStep: Int, outColumnStep: Int
  /// Lattice pixels of this job, counted through all images.
  public var pixels: Range<Int>
  /// Room for `gatherPixelsInFlight` pixels.
  public var pixelsInFlight: UnsafeMutablePointer<GatherPixel<Scalar>>
  /// Room for the sums of `gatherPixelsInFlight` pixels: rows of `vectors · lanes`.
  public var scratch: UnsafeMutablePointer<Scalar>

  /// A job with every part named; see the properties.
  @inlinable
  public init(
    source: UnsafePointer<Scalar>, sourceGrid: PixelGrid, run: Int, zeros: UnsafePointer<Scalar>,
    taps: UnsafeBufferPointer<Tap>, tapsAtOnce: Int = 1, tapStep: Int = 0, filters: UnsafePointer<Scalar>,
    vectors: Int, channels: Int,
    start: UnsafePointer<Scalar>?, rectifies: Bool, out: UnsafeMutablePointer<Scalar>, outGrid: PixelGrid,
    latticeRows: Int, latticeColumns: Int, originRow: Int, originColumn: Int, originRowStep: Int,
    originColumnStep: Int, outRow: Int, outColumn: Int, outRowStep: Int, outColumnStep: Int, pixels: Range<Int>,
    pixelsInFlight: UnsafeMutablePointer<GatherPixel<Scalar>>, scratch: UnsafeMutablePointer<Scalar>
  ) {
    self.source = source
    self.sourceGrid = sourceGrid
    self.run = run
    self.zeros = zeros
    self.taps = taps
    self.tapsAtOnce = tapsAtOnce
    self.tapStep = tapStep
    self.filters = filters
    self.vectors = vectors
    self.channels = channels
    self.start = start
    self.rectifies = rectifies
    self.out = out
    self.outGrid = outGrid
    self.latticeRows = latticeRows
    self.latticeColumns = latticeColumns
    self.originRow = originRow
    self.originColumn = originColumn
    self.originRowStep = originRowStep
    self.originColumnStep = originColumnStep
    self.outRow = outRow
    self.outColumn = outColumn
    self.outRowStep = outRowStep
    self.outColumnStep = outColumnStep
    self.pixels = pixels
    self.pixelsInFlight = pixelsInFlight
    self.scratch = scratch
  }
}

/// A lattice pixel while its tile is in flight.
public struct GatherPixel<Scalar> {
  /// The origin's row and column in the source, perhaps outside it.
  public var row: Int, column: Int
  /// The source at the origin; outside the image it is never read.
  public var origin: UnsafePointer<Scalar>
  /// Where the pixel's results go.
  public var out: UnsafeMutablePointer<Scalar>

  /// A pixel with every part named; see the properties.
  @inlinable
  public init(row: Int, column: Int, origin: UnsafePointer<Scalar>, out: UnsafeMutablePointer<Scalar>) {
    self.row = row
    self.column = column
    self.origin = origin
    self.out = out
  }
}

/// Tiles whose accumulators wait in first-level cache while one tap's filters are used on each of them.
@inlinable @inline(__always)
public var gatherTilesInFlight: Int { 8 }

/// Pixels of `gatherTilesInFlight` tiles.
@inlinable @inline(__always)
public var gatherPixelsInFlight: Int { gatherTilesInFlight * tileRows }
