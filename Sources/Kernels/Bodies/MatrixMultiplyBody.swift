/// One block of a matrix product: `C[rows][columns] += A[rows][all] · B[all][columns]`.
///
/// Terms of an element are added in the order of the inner index, each with one rounding, onto the value that C holds.
/// So the cuts along the inner dimension, which follow cache sizes, change no bit.
public struct MatrixMultiplyJob<Scalar: BinaryFloatingPoint & SIMDScalar> {
  /// Left factor; the elements of a row are contiguous.
  public var left: UnsafePointer<Scalar>
  /// Scalars from one row of the left factor to the next.
  public var leftStride: Int
  /// Right factor.
  public var right: UnsafePointer<Scalar>
  /// Scalars from one row of the right factor to the next, and from one column to the next; one of the two is 1.
  public var rightRowStride: Int, rightColumnStride: Int
  /// Whether the right factor lies in panels already: of as many columns as a full tile has, the last of as many vectors as
  /// it needs, each `depth` rows without gaps. Then the column stride is `depth`, and `columns` begins with a panel.
  public var rightIsPacked: Bool
  /// The product; the elements of a row are contiguous.
  public var product: UnsafeMutablePointer<Scalar>
  /// Scalars from one row of the product to the next.
  public var productStride: Int
  /// Inner dimension.
  public var depth: Int
  /// Rows and columns of the product that this job computes.
  public var rows: Range<Int>, columns: Range<Int>
  /// Whether sums start from the product's values; from zero otherwise, and the product is not read.
  public var accumulates: Bool
  /// `matrixMultiplyScratchCount` scalars of the caller's.
  public var scratch: UnsafeMutablePointer<Scalar>

  /// A job with every part named; see the properties.
  @inlinable
  public init(
    left: UnsafePointer<Scalar>, leftStride: Int, right: UnsafePointer<Scalar>, rightRowStride: Int,
    rightColumnStride: Int, rightIsPacked: Bool = false, product: UnsafeMutablePointer<Scalar>, productStride: Int,
    depth: Int, rows: Range<Int>, columns: Range<Int>, accumulates: Bool, scratch: UnsafeMutablePointer<Scalar>
  ) {
    self.left = left
    self.leftStride = leftStride
    self.right = right
    self.rightRowStride = rightRowStride
    self.rightColumnStride = rightColumnStride
    self.rightIsPacked = rightIsPacked
    self.product = product
    self.productStride = productStride
    self.depth = depth
    self.rows = rows
    self.columns = columns
    self.accumulates = accumulates
    self.scratch = scratch
  }
}

/// Inner terms of a packed panel (KC): with four vectors' columns 64 KiB of Float, a part of second-level cache.
@inlinable @inline(__always)
public var matrixMultiplyDepth: Int { 256 }

/// Scalars of scratch that a `MatrixMultiplyJob` needs with full panels of `width`.
@inlinable
public func matrixMultiplyScratchCount(width: Int) -> Int {
  matrixMultiplyDepth * width + tileRows * width
}

/// Runs a `MatrixMultiplyJob`: for each KC of depth, panel after panel: pack, then tile after tile of rows.
///
/// While a panel's tiles are computed, the right factors of the next panel are prefetched, so that packing finds them in
/// cache.
///
/// - Parameters:
///   - tileVectors: vectors of a full tile's row on this instruction set.
///   - tile: the row tile: (vectors, count, rows, panel, tile, stride, accumulates).
///   - shortTile: the same with `shortTileRows` rows of `tileVectors` vectors.
///   - packingTile: the same with rows of `tileVectors` vectors and right factors that lie apart, which it packs:
///     (count, rows, right, rightStride, panel, tile, stride, accumulates).
///   - packPanel: `packPanelBody`: (job, term, depth, column, columns, panel).
@inlinable @inline(__always)
public func matrixMultiplyBody<A: Arithmetic>(
  _: A.Type, _ job: MatrixMultiplyJob<A.Vector.Scalar>, tileVectors: Int,
  tile: (
    Int, Int, RowPointers<A.Vector.Scalar>, UnsafePointer<A.Vector.Scalar>, UnsafeMutablePointer<A.Vector.Scalar>, Int,
    Bool, TileAhead
  ) -> Void,
  shortTile: (
    Int, RowPointers<A.Vector.Scalar>, UnsafePointer<A.Vector.Scalar>, UnsafeMutablePointer<A.Vector.Scalar>, Int, Bool,
    TileAhead
  ) -> Void,
  packingTile: (
    Int, RowPointers<A.Vector.Scalar>, UnsafePointer<A.Vector.Scalar>, Int, UnsafeMutablePointer<A.Vector.Scalar>,
    UnsafeMutablePointer<A.Vector.Scalar>, Int, Bool
  ) -> Void,
  packPanel: (MatrixMultiplyJob<A.Vector.Scalar>, Int, Int, Int, Int, UnsafeMutablePointer<A.Vector.Scalar>) -> Void
) {
  let lanes = A.Vector.lanes
  let fullWidth = tileVectors * lanes
  let edge = job.scratch
  let packed = edge + tileRows * fullWidth
  // As many tiles as a panel has share what is prefetched for the next one.
  let interval =
    job.rightIsPacked ? TileAhead.interval(tiles: (job.rows.count + tileRows - 1) / tileRows) : TileAhead.interval
  var depthStart = 0
  while depthStart < job.depth {
    let depth = min(matrixMultiplyDepth, job.depth - depthStart)
    let accumulates = job.accumulates || depthStart > 0
    var column = job.columns.lowerBound
    while column < job.columns.upperBound {
      let columns = min(fullWidth, job.columns.upperBound - column)
      let vectors = (columns + lanes - 1) / lanes
      let width = vectors * lanes
      let source = PanelSource(job, term: depthStart, column: column, width: width)
      // The first tile can pack the panel as it goes; the copying then hides behind its arithmetic.
      let packsInTile =
        !job.rightIsPacked && columns == fullWidth && job.rightColumnStride == 1 && job.rows.count > 2 * shortTileRows
      let panel = job.rightIsPacked ? source.corner : UnsafePointer(packed)
      if !packsInTile && !job.rightIsPacked {
        packPanel(job, depthStart, depth, column, columns, packed)
      }
      let isLast = column + columns == job.columns.upperBound
      let next = PanelSource(
        job, term: isLast ? depthStart + depth : depthStart, column: isLast ? job.columns.lowerBound : column + columns,
        width: fullWidth)
      var tiles = 0
      var row = job.rows.lowerBound
      while row < job.rows.upperBound {
        let remaining = job.rows.upperBound - row
        // Rows that full tiles would leave nearly empty are shared between short ones: 8 = 4 + 4, not 6 + 2 of 6.
        let isShort = columns == fullWidth && (remaining == 8 || remaining == 7 || remaining <= shortTileRows)
        let height = isShort ? shortTileRows : tileRows
        let valid = min(height, remaining)
        let left = job.left
        var rows: RowPointers<A.Vector.Scalar> = [left, left, left, left, left, left]
        for i in 0..<tileRows { rows[i] = left + (row + min(i, valid - 1)) * job.leftStride + depthStart }
        let corner = job.product + row * job.productStride + column
        let isWhole = valid == height && columns == width
        let (out, stride) = isWhole ? (corner, job.productStride) : (edge, width)
        if accumulates && !isWhole {
          copyRows(A.self, corner, job.productStride, edge, width, rows: valid, columns: columns)
        }
        let ahead = next.ahead(
          tile: packsInTile ? tiles - 1 : tiles, depth: depth, width: fullWidth, interval: interval)
        if packsInTile && tiles == 0 {
          packingTile(depth, rows, source.corner, source.rowStride, packed, out, stride, accumulates)
        } else if isShort {
          shortTile(depth, rows, panel, out, stride, accumulates, ahead)
        } else {
          tile(vectors, depth, rows, panel, out, stride, accumulates, ahead)
        }
        if !isWhole { copyRows(A.self, edge, width, corner, job.productStride, rows: valid, columns: columns) }
        row += height
        tiles += 1
      }
      column += columns
    }
    depthStart += depth
  }
}

/// Where the right factors of a panel lie, so that tiles of the panel before it can prefetch them.
@usableFromInline
struct PanelSource<Scalar: BinaryFloatingPoint & SIMDScalar> {
  @usableFromInline let corner: UnsafePointer<Scalar>
  @usableFromInline let rowStride: Int
  @usableFromInline let columnStride: Int
  @usableFromInline let hasContiguousRows: Bool

  /// The panel of `job` that begins at a term and a column, `width` scalars wide if it is packed; it may lie behind the matrix's
  /// end.
  @inlinable @inline(__always)
  init(_ job: MatrixMultiplyJob<Scalar>, term: Int, column: Int, width: Int) {
    rowStride = job.rightIsPacked ? width : job.rightRowStride
    columnStride = job.rightColumnStride
    hasContiguousRows = job.rightIsPacked || job.rightColumnStride == 1
    corner = job.right + term * rowStride + column * columnStride
  }

  /// The share of tile number `tile`: so many runs as it has time for.
  @inlinable @inline(__always)
  func ahead(tile: Int, depth: Int, width: Int, interval: Int) -> TileAhead {
    let runs = matrixMultiplyDepth / interval
    let scalar = MemoryLayout<Scalar>.stride
    if hasContiguousRows {
      guard tile * runs < depth else { return .nothing(beside: corner) }
      return TileAhead(base: corner + tile * runs * rowStride, step: rowStride * scalar, interval: interval)
    }
    // Runs lie along the terms: first the beginnings of all columns, then what follows them.
    let groups = width / runs
    guard tile < groups * (depth / width) else { return .nothing(beside: corner) }
    return TileAhead(
      base: corner + tile % groups * runs * columnStride + tile / groups * width, step: columnStride * scalar)
  }
}

/// Copies `rows` rows of `columns` scalars between strided places.
@inlinable @inline(__always)
func copyRows<A: Arithmetic>(
  _: A.Type, _ from: UnsafePointer<A.Vector.Scalar>, _ fromStride: Int, _ to: UnsafeMutablePointer<A.Vector.Scalar>,
  _ toStride: Int, rows: Int, columns: Int
) {
  for i in 0..<rows {
    var j = 0
    while j < columns {
      A.Vector.load(from + i * fromStride + j, count: columns - j)
        .store(to + i * toStride + j, count: columns - j)
      j += A.Vector.lanes
    }
  }
}

/// Copies KC terms of some columns of the right factor into a panel of `depth × width`, zero behind the last column.
@inlinable @inline(__always)
public func packPanelBody<A: Arithmetic>(
  _: A.Type, _ job: MatrixMultiplyJob<A.Vector.Scalar>, term: Int, depth: Int, column: Int, columns: Int,
  panel: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let lanes = A.Vector.lanes
  let corner = job.right + term * job.rightRowStride + column * job.rightColumnStride
  let width = (columns + lanes - 1) / lanes * lanes
  if job.rightColumnStride == 1 {
    packRowsBody(
      A.self, terms: depth, filters: corner, stride: job.rightRowStride, channels: columns, width: width, out: panel)
  } else {
    transposeBody(
      A.self, rows: columns, paddedRows: width, columns: depth, from: corner, inStride: job.rightColumnStride,
      to: panel, outStride: width)
  }
}
