/// Runs a `GatherJob`: groups of register tiles, and for each group tap after tap.
///
/// A tap's filters (`run` × one block of channels) are read from second-level cache once for eight tiles; the tiles'
/// sums stay in first-level cache between taps. Short taps follow each other within a tile, whose sums stay in registers,
/// where all windows of a group lie inside the source.
///
/// - Parameters:
///   - tile: the instruction set's row tile: (vectors, count, rows, panel, tile, stride, accumulates, ahead).
///   - longTile: the same, accumulating, for left factors in several runs:
///     (vectors, count, rows, run, gap, panel, tile, stride, ahead).
@inlinable @inline(__always)
public func gatherBody<A: Arithmetic>(
  _: A.Type, _ job: GatherJob<A.Vector.Scalar>,
  tile: (
    Int, Int, RowPointers<A.Vector.Scalar>, UnsafePointer<A.Vector.Scalar>, UnsafeMutablePointer<A.Vector.Scalar>, Int,
    Bool, TileAhead
  ) -> Void,
  longTile: (
    Int, Int, RowPointers<A.Vector.Scalar>, Int, Int, UnsafePointer<A.Vector.Scalar>,
    UnsafeMutablePointer<A.Vector.Scalar>, Int, TileAhead
  ) -> Void
) {
  let width = job.vectors * A.Vector.lanes
  let tileSize = tileRows * width
  let groupPixels = gatherPixelsInFlight
  let latticeSize = job.latticeRows * job.latticeColumns
  let source = job.sourceGrid
  let pixels = job.pixelsInFlight
  let zeros = job.zeros

  let outStep = job.outColumnStep * job.outGrid.channels * MemoryLayout<A.Vector.Scalar>.stride
  let gap = job.tapStep - job.run
  // Opposite corners of a window.
  let firstTap = job.taps.first ?? Tap(row: 0, column: 0)
  let lastTap = job.taps.last ?? firstTap
  var first = job.pixels.lowerBound
  while first < job.pixels.upperBound {
    let valid = min(groupPixels, job.pixels.upperBound - first)
    let tiles = (valid + tileRows - 1) / tileRows
    var isInside = job.tapsAtOnce > 1
    var image = first / latticeSize
    var i = (first - image * latticeSize) / job.latticeColumns
    var j = first - image * latticeSize - i * job.latticeColumns
    for slot in 0..<(tiles * tileRows) {
      // Rows past the last pixel repeat it; their results are dropped.
      if slot > 0 && slot < valid {
        j += 1
        if j == job.latticeColumns {
          (i, j) = (i + 1, 0)
          if i == job.latticeRows { (image, i) = (image + 1, 0) }
        }
      }
      let row = job.originRow + i * job.originRowStep
      let column = job.originColumn + j * job.originColumnStep
      let outPixel = (job.outRow + i * job.outRowStep) * job.outGrid.columns + job.outColumn + j * job.outColumnStep
      pixels[slot] = GatherPixel(
        row: row, column: column,
        origin: job.source + (image * source.imageSize + (row * source.columns + column) * source.channels),
        out: job.out + (image * job.outGrid.imageSize + outPixel * job.outGrid.channels))
      isInside =
        isInside && source.contains(row + Int(firstTap.row), column + Int(firstTap.column))
        && source.contains(row + Int(lastTap.row), column + Int(lastTap.column))
      startRow(A.self, job.start, job.scratch + slot * width, width: width, channels: job.channels)
    }
    var index = 0
    while index < job.taps.count {
      let tap = job.taps[index]
      let count = isInside ? min(job.tapsAtOnce, job.taps.count - index) : 1
      let terms = count * job.run
      let panel = job.filters + index * job.run * width
      let shift = (Int(tap.row) * source.columns + Int(tap.column)) * source.channels
      // Together the tiles prefetch the filters of the next taps.
      let interval = TileAhead.interval(tiles: tiles)
      let runs = terms / interval
      let isLast = index + count == job.taps.count
      for number in 0..<tiles {
        var rows: RowPointers<A.Vector.Scalar> = [zeros, zeros, zeros, zeros, zeros, zeros]
        for i in 0..<tileRows {
          let pixel = pixels + (number * tileRows + i)
          if isInside || source.contains(pixel.pointee.row + Int(tap.row), pixel.pointee.column + Int(tap.column)) {
            rows[i] = pixel.pointee.origin + shift
          }
        }
        let ahead =
          isLast
          ? TileAhead(base: pixels[number * tileRows].out, step: outStep)
          : TileAhead(
            base: panel + (terms + number * runs) * width, step: width * MemoryLayout<A.Vector.Scalar>.stride,
            interval: interval)
        let sums = job.scratch + number * tileSize
        if count == 1 {
          tile(job.vectors, terms, rows, panel, sums, width, true, ahead)
        } else {
          longTile(job.vectors, terms, rows, job.run, gap, panel, sums, width, ahead)
        }
      }
      index += count
    }
    for slot in 0..<valid {
      finishRow(
        A.self, job.scratch + slot * width, pixels[slot].out, channels: job.channels, rectifies: job.rectifies)
    }
    first += valid
  }
}

/// Fills a row of accumulators with its first values.
@inlinable @inline(__always)
func startRow<A: Arithmetic>(
  _: A.Type, _ start: UnsafePointer<A.Vector.Scalar>?, _ row: UnsafeMutablePointer<A.Vector.Scalar>, width: Int,
  channels: Int
) {
  let lanes = A.Vector.lanes
  var k = 0
  while k < width {
    if let start {
      A.Vector.load(start + k, count: max(0, channels - k)).store(row + k)
    } else {
      A.Vector().store(row + k)
    }
    k += lanes
  }
}

/// Writes a row of sums where it belongs, negative ones as zero if asked.
@inlinable @inline(__always)
func finishRow<A: Arithmetic>(
  _: A.Type, _ row: UnsafePointer<A.Vector.Scalar>, _ out: UnsafeMutablePointer<A.Vector.Scalar>, channels: Int,
  rectifies: Bool
) {
  let lanes = A.Vector.lanes
  let zero = A.Vector()
  var k = 0
  while k < channels {
    var values = A.Vector.load(row + k)
    if rectifies { values = A.Vector.select(values, greaterThan: zero, values, else: zero) }
    values.store(out + k, count: channels - k)
    k += lanes
  }
}
