// The two-dimensional transforms nest the one-dimensional ones: columns first, then rows. A vector's worth of channels at a time
// lies in `scratch`, tile × tile vectors that stay in the first-level cache.

/// `planes[e][tile] = (Bᵀ d B)[e]` for the tiles' inputs d, zeros outside the image.
///
/// - Parameters:
///   - job: `grid` is that of the images read.
///   - first: the tile of the planes' first row.
///   - planes: tile² planes of tiles × channels.
///   - scratch: tile² vectors.
@inlinable @inline(__always)
public func winogradInputBody<A: Arithmetic, F: MinimalFilter>(
  _: A.Type, _: F.Type, _ job: WinogradJob, tiles: Range<Int>, first: Int, images: UnsafePointer<A.Vector.Scalar>,
  planes: UnsafeMutablePointer<A.Vector.Scalar>, scratch: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let lanes = A.Vector.lanes
  let side = F.tile
  let grid = job.grid
  for tile in tiles {
    let (image, row, column) = job.place(tile, step: F.outputs)
    let base = images + image * grid.imageSize
    let out = planes + (tile - first) * grid.channels
    var c = 0
    while c < grid.channels {
      let left = grid.channels - c
      for r in 0..<side {
        for s in 0..<side {
          let isInside = row + r >= 0 && row + r < grid.rows && column + s >= 0 && column + s < grid.columns
          let values =
            isInside
            ? A.Vector.load(base + ((row + r) * grid.columns + column + s) * grid.channels + c, count: left)
            : A.Vector()
          values.store(scratch + (r * side + s) * lanes)
        }
      }
      for s in 0..<side { F.transformInput(A.self, scratch + s * lanes, step: side * lanes) }
      for r in 0..<side { F.transformInput(A.self, scratch + r * side * lanes, step: lanes) }
      for e in 0..<side * side {
        A.Vector.load(scratch + e * lanes).store(out + e * job.planeStride + c, count: left)
      }
      c += lanes
    }
  }
}

/// `planes[e][c] = (G g Gᵀ)[e]` for the filters g of some input channels.
///
/// - Parameters:
///   - channels: the input channels.
///   - allChannels: input channels of `filter`.
///   - filters: output channels.
///   - filter: taps × taps × allChannels × filters.
///   - planes: tile² planes of allChannels × filters.
///   - planeStride: scalars from a plane to the next.
///   - scratch: tile² vectors.
@inlinable @inline(__always)
public func winogradFilterBody<A: Arithmetic, F: MinimalFilter>(
  _: A.Type, _: F.Type, channels: Range<Int>, allChannels: Int, filters: Int,
  filter: UnsafePointer<A.Vector.Scalar>, planes: UnsafeMutablePointer<A.Vector.Scalar>, planeStride: Int,
  scratch: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let lanes = A.Vector.lanes
  let side = F.tile
  for channel in channels {
    var k = 0
    while k < filters {
      let left = filters - k
      for r in 0..<F.taps {
        for s in 0..<F.taps {
          A.Vector.load(filter + ((r * F.taps + s) * allChannels + channel) * filters + k, count: left)
            .store(scratch + (r * side + s) * lanes)
        }
      }
      for s in 0..<F.taps { F.transformFilter(A.self, scratch + s * lanes, step: side * lanes) }
      for r in 0..<side { F.transformFilter(A.self, scratch + r * side * lanes, step: lanes) }
      for e in 0..<side * side {
        A.Vector.load(scratch + e * lanes).store(planes + e * planeStride + channel * filters + k, count: left)
      }
      k += lanes
    }
  }
}

/// `images = Aᵀ p A + bias` for the tiles' products p, negative values as zero if `rectifies`; what a tile has outside of the image is
/// left out.
///
/// - Parameters:
///   - job: `grid` is that of the images written.
///   - first: the tile of the planes' first row.
///   - planes: tile² planes of tiles × channels.
///   - bias: a scalar a channel, or nil.
///   - scratch: tile² vectors.
@inlinable @inline(__always)
public func winogradOutputBody<A: Arithmetic, F: MinimalFilter>(
  _: A.Type, _: F.Type, _ job: WinogradJob, tiles: Range<Int>, first: Int, planes: UnsafePointer<A.Vector.Scalar>,
  bias: UnsafePointer<A.Vector.Scalar>?, rectifies: Bool, images: UnsafeMutablePointer<A.Vector.Scalar>,
  scratch: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let lanes = A.Vector.lanes
  let side = F.tile
  let grid = job.grid
  let zero = A.Vector()
  for tile in tiles {
    let (image, row, column) = job.place(tile, step: F.outputs)
    let base = images + image * grid.imageSize
    let from = planes + (tile - first) * grid.channels
    var k = 0
    while k < grid.channels {
      let left = grid.channels - k
      for e in 0..<side * side {
        A.Vector.load(from + e * job.planeStride + k, count: left).store(scratch + e * lanes)
      }
      for s in 0..<side { F.transformOutput(A.self, scratch + s * lanes, step: side * lanes) }
      for r in 0..<F.outputs { F.transformOutput(A.self, scratch + r * side * lanes, step: lanes) }
      let start = bias.map { A.Vector.load($0 + k, count: left) } ?? zero
      for r in 0..<min(F.outputs, grid.rows - row) {
        for s in 0..<min(F.outputs, grid.columns - column) {
          var values = A.Vector.load(scratch + (r * side + s) * lanes) + start
          if rectifies { values = A.Vector.select(values, greaterThan: zero, values, else: zero) }
          values.store(base + ((row + r) * grid.columns + column + s) * grid.channels + k, count: left)
        }
      }
      k += lanes
    }
  }
}
