/// The register tiles: `tileRows` rows × `vectors` vectors of accumulators that stay in registers for a whole call.
///
/// A tile has six rows on every instruction set. With four vectors a row (AVX-512: 24 accumulators, four for the right
/// factor, one broadcast) each loaded value feeds many multiply-adds: ten loads for 24 of them. With one vector a row
/// (two registers of AVX2: 12 accumulators) it is eight loads for twelve.
///
/// Each body is one flat loop with its accumulators loaded before it and stored behind it. A nest of loops around the
/// accumulators makes the compiler keep them in memory.
/// Rows of a register tile.
@inlinable @inline(__always)
public var tileRows: Int { 6 }

/// Rows of a short register tile: two of them end a matrix whose rows leave one or two for a last full tile.
@inlinable @inline(__always)
public var shortTileRows: Int { 4 }

/// Pointers to the rows of the left factor of a tile.
public typealias RowPointers<Scalar> = InlineArray<6, UnsafePointer<Scalar>>

/// `tile[i][j] += Σ_t rows[i][t] · panel[t][j]`, terms in the order of t, each with one rounding.
///
/// - Parameters:
///   - zero: `height × vectors` zero vectors; its type fixes the number of accumulators.
///   - height: rows of the tile, `tileRows` or `shortTileRows`.
///   - count: terms of the sum.
///   - rows: for each row of the tile, its `count` left factors, contiguous unless `runs` says otherwise.
///   - runs: how many left factors of a row are contiguous, and by how many scalars the next ones lie behind their end.
///   - panel: right factors, `count × (vectors · lanes)`.
///   - panelStride: scalars from one term's right factors to the next's; they are contiguous if nil.
///   - copy: receives the right factors, contiguous; nil if they are so already.
///   - tile: `height` rows of `vectors · lanes`, `stride` apart.
///   - accumulates: whether sums start from the tile's values; from zero otherwise, and the tile is not read.
///   - ahead: what to prefetch meanwhile.
@inlinable @inline(__always)
public func rowTileBody<A: Arithmetic, let accumulators: Int>(
  _: A.Type, _ zero: InlineArray<accumulators, A.Vector>, height: Int = tileRows, vectors: Int, count: Int,
  rows: RowPointers<A.Vector.Scalar>, runs: (length: Int, gap: Int)? = nil, panel: UnsafePointer<A.Vector.Scalar>,
  panelStride: Int? = nil, copy: UnsafeMutablePointer<A.Vector.Scalar>? = nil,
  tile: UnsafeMutablePointer<A.Vector.Scalar>, stride: Int, accumulates: Bool, ahead: TileAhead
) {
  let lanes = A.Vector.lanes
  var sums = zero
  var soon = ahead.base
  if accumulates {
    for i in 0..<height {
      for j in 0..<vectors { sums[i * vectors + j] = A.Vector.load(tile + i * stride + j * lanes) }
    }
  }
  let row0 = rows[0]
  let row1 = rows[1]
  let row2 = rows[2]
  let row3 = rows[3]
  let row4 = rows[4]
  let row5 = rows[5]
  var panel = panel
  let panelStride = panelStride ?? vectors * lanes
  var place = 0
  var left = runs?.length ?? 0
  for t in 0..<count {
    var right: InlineArray<4, A.Vector> = [A.Vector(), A.Vector(), A.Vector(), A.Vector()]
    for j in 0..<vectors { right[j] = A.Vector.load(panel + j * lanes) }
    if let copy {
      for j in 0..<vectors { right[j].store(copy + (t * vectors + j) * lanes) }
    }
    // Spread over the loop: in a burst, prefetches would take the buffers through which the panel comes.
    if t & ahead.mask == 0 {
      for j in 0..<vectors { prefetch(soon + j * (lanes * MemoryLayout<A.Vector.Scalar>.stride)) }
      soon += ahead.step
    }
    let left0 = A.Vector(repeating: row0[place])
    for j in 0..<vectors { sums[j] = A.multiplyAdd(sums[j], left0, right[j]) }
    let left1 = A.Vector(repeating: row1[place])
    for j in 0..<vectors { sums[vectors + j] = A.multiplyAdd(sums[vectors + j], left1, right[j]) }
    let left2 = A.Vector(repeating: row2[place])
    for j in 0..<vectors { sums[2 * vectors + j] = A.multiplyAdd(sums[2 * vectors + j], left2, right[j]) }
    let left3 = A.Vector(repeating: row3[place])
    for j in 0..<vectors { sums[3 * vectors + j] = A.multiplyAdd(sums[3 * vectors + j], left3, right[j]) }
    if height == tileRows {
      let left4 = A.Vector(repeating: row4[place])
      for j in 0..<vectors { sums[4 * vectors + j] = A.multiplyAdd(sums[4 * vectors + j], left4, right[j]) }
      let left5 = A.Vector(repeating: row5[place])
      for j in 0..<vectors { sums[5 * vectors + j] = A.multiplyAdd(sums[5 * vectors + j], left5, right[j]) }
    }
    panel += panelStride
    place += 1
    if let runs {
      left -= 1
      if left == 0 {
        left = runs.length
        place += runs.gap
      }
    }
  }
  for i in 0..<height {
    for j in 0..<vectors { sums[i * vectors + j].store(tile + i * stride + j * lanes) }
  }
}

/// `tile[i][j] = Σ_t columns[offsets[t] + i] · panel[places[t]][j]`: a sum of outer products, in the order of t.
///
/// The left factors of a term are contiguous: the channels of one input pixel. Which pixels take part is a table, so a
/// filter position that hangs over the edge costs nothing.
///
/// - Parameters:
///   - zero: `height × vectors` zero vectors.
///   - height: rows of the tile, `tileRows` or `shortTileRows`.
///   - count: terms.
///   - columns: base of the left factors; `offsets[t]` leads to those of term t.
///   - panel: rows of right factors, `vectors · lanes` each; term t takes row `places[t]`.
///   - tile: receives `height` rows of `vectors · lanes`, `stride` apart; not read.
@inlinable @inline(__always)
public func outerProductTileBody<A: Arithmetic, let accumulators: Int>(
  _: A.Type, _ zero: InlineArray<accumulators, A.Vector>, height: Int = tileRows, vectors: Int, count: Int,
  columns: UnsafePointer<A.Vector.Scalar>, offsets: UnsafePointer<Int32>,
  panel: UnsafePointer<A.Vector.Scalar>, places: UnsafePointer<Int32>,
  tile: UnsafeMutablePointer<A.Vector.Scalar>, stride: Int
) {
  let lanes = A.Vector.lanes
  var sums = zero
  for t in 0..<count {
    let left = columns + Int(offsets[t])
    let term = panel + Int(places[t]) * (vectors * lanes)
    var right: InlineArray<4, A.Vector> = [A.Vector(), A.Vector(), A.Vector(), A.Vector()]
    for j in 0..<vectors { right[j] = A.Vector.load(term + j * lanes) }
    for i in 0..<height {
      let factor = A.Vector(repeating: left[i])
      for j in 0..<vectors { sums[i * vectors + j] = A.multiplyAdd(sums[i * vectors + j], factor, right[j]) }
    }
  }
  for i in 0..<height {
    for j in 0..<vectors { sums[i * vectors + j].store(tile + i * stride + j * lanes) }
  }
}
