/// Runs a `GatherJob`: groups of register tiles, and for each group tap after tap.
///
/// A tap's filters (`run` × one block of channels) are read from second-level cache once for eight tiles; the tiles'
/// sums stay in first-level cache between taps.
///
/// - Parameter tile: the instruction set's row tile, accumulating:
///   (vectors, count, rows, panel, tile, stride, ahead).
@inlinable @inline(__always)
public func gatherBody<A: Arithmetic>(
  _: A.Type, _ job: GatherJob<A.Vector.Scalar>,
  tile: (
    Int, Int, RowPointers<A.Vector.Scalar>, UnsafePointer<A.Vector.Scalar>, UnsafeMutablePointer<A.Vector.Scalar>, Int,
    TileAhead
  ) -> Void
) {
  let width = job.vectors * A.Vector.lanes
  let tileSize = tileRows * width
  let groupPixels = gatherPixelsInFlight
  let latticeSize = job.latticeRows * job.latticeColumns
  let source = job.sourceGrid
  let pixels = job.pixelsInFlight
  let zeros = job.zeros

  var first = job.pixels.lowerBound
  while first < job.pixels.upperBound {
    let valid = min(groupPixels, job.pixels.upperBound - first)
    let tiles = (valid + tileRows - 1) / tileRows
    for slot in 0..<(tiles * tileRows) {
      // Rows past the last pixel repeat it; their results are dropped.
      let pixel = first + min(slot, valid - 1)
      let image = pixel / latticeSize
      let place = pixel - image * latticeSize
      let i = place / job.latticeColumns
      let j = place - i * job.latticeColumns
      let row = job.originRow + i * job.originRowStep
      let column = job.originColumn + j * job.originColumnStep
      let outPixel = (job.outRow + i * job.outRowStep) * job.outGrid.columns + job.outColumn + j * job.outColumnStep
      pixels[slot] = GatherPixel(
        row: row, column: column,
        origin: job.source + (image * source.imageSize + (row * source.columns + column) * source.channels),
        out: job.out + (image * job.outGrid.imageSize + outPixel * job.outGrid.channels))
      startRow(A.self, job.start, job.scratch + slot * width, width: width, channels: job.channels)
    }
    // Together the tiles of a tap prefetch the filters of the next.
    let interval = TileAhead.interval(tiles: tiles)
    let runs = job.run / interval
    var panel = job.filters
    for tap in job.taps {
      let rowShift = Int(tap.row)
      let columnShift = Int(tap.column)
      let shift = (rowShift * source.columns + columnShift) * source.channels
      for index in 0..<tiles {
        var rows: RowPointers<A.Vector.Scalar> = [zeros, zeros, zeros, zeros, zeros, zeros]
        for i in 0..<tileRows {
          let pixel = pixels + (index * tileRows + i)
          let row = pixel.pointee.row + rowShift
          let column = pixel.pointee.column + columnShift
          // One unsigned comparison for both ends of each range.
          if UInt(bitPattern: row) < UInt(bitPattern: source.rows)
            && UInt(bitPattern: column) < UInt(bitPattern: source.columns)
          {
            rows[i] = pixel.pointee.origin + shift
          }
        }
        let ahead = TileAhead(
          base: panel + (job.run + index * runs) * width, step: width * MemoryLayout<A.Vector.Scalar>.stride,
          interval: interval)
        tile(job.vectors, job.run, rows, panel, job.scratch + index * tileSize, width, ahead)
      }
      panel += job.run * width
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
