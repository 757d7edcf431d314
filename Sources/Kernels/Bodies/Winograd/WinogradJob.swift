/// Tiles of a batch of images, as Winograd's convolution cuts them, and the planes that hold them transformed.
///
/// Plane e of `tile²` holds element e of every transformed tile: a matrix of tiles × channels with contiguous rows.
public struct WinogradJob: Sendable {
  /// The images that tiles are read from or written to.
  public var grid: PixelGrid
  /// Rows of tiles in an image.
  public var tileRows: Int
  /// Columns of tiles in an image.
  public var tileColumns: Int
  /// The row of an image where its first tile begins; negative in padding.
  public var originRow: Int
  /// The column of an image where its first tile begins; negative in padding.
  public var originColumn: Int
  /// Scalars from a plane to the next.
  public var planeStride: Int

  /// A job with every part named; see the properties.
  @inlinable
  public init(
    grid: PixelGrid, tileRows: Int, tileColumns: Int, originRow: Int, originColumn: Int, planeStride: Int
  ) {
    self.grid = grid
    self.tileRows = tileRows
    self.tileColumns = tileColumns
    self.originRow = originRow
    self.originColumn = originColumn
    self.planeStride = planeStride
  }

  /// The image of a tile, and where in it the tile begins if tiles are `step` pixels apart.
  @inlinable @inline(__always)
  func place(_ tile: Int, step: Int) -> (image: Int, row: Int, column: Int) {
    let inImage = tile % (tileRows * tileColumns)
    return (
      tile / (tileRows * tileColumns), originRow + inImage / tileColumns * step,
      originColumn + inImage % tileColumns * step
    )
  }
}
