/// A matrix of narrow elements, rows contiguous: the right factor of a product.
public struct NarrowMatrix<Scalar: BinaryFloatingPoint & SIMDScalar> {
  /// How an element is stored.
  public var format: NarrowFormat
  /// The first element.
  public var base: UnsafeRawPointer
  /// Elements from one row to the next.
  public var stride: Int
  /// Rows and columns.
  public var rows: Int, columns: Int
  /// The scale of each column; read by formats that have scales.
  public var scales: UnsafePointer<Scalar>

  /// A matrix with every part named; see the properties.
  @inlinable
  public init(
    format: NarrowFormat, base: UnsafeRawPointer, stride: Int, rows: Int, columns: Int, scales: UnsafePointer<Scalar>
  ) {
    self.format = format
    self.base = base
    self.stride = stride
    self.rows = rows
    self.columns = columns
    self.scales = scales
  }
}
