import Tensors

/// How windows lie over an image: size, stride, padding, and what happens to a remainder.
///
///     outputs = 1 + round((size + padding before + padding behind − window) / stride)
///
/// `round` is floor (PyTorch, Caffe's convolution) or ceil (the authors' code, Caffe's pooling). With ceil, the last window
/// reads past the padding, as if there were more of it; but a window that would start behind the image and the padding
/// before it is left out, as in Caffe and PyTorch.
public struct WindowGeometry: Hashable, Sendable {
  /// What happens to rows or columns that do not fill a stride.
  public enum Rounding: String, Hashable, Sendable {
    /// They are not read.
    case floor
    /// One more window reads them.
    case ceil
  }

  /// Rows and columns of a window (R and S).
  public var rows: Int, columns: Int
  /// Rows and columns from a window to the next.
  public var rowStride: Int, columnStride: Int
  /// Padding around the image.
  public var padding: Padding
  /// What happens to a remainder.
  public var rounding: Rounding

  /// Windows that may differ in rows and columns.
  public init(
    rows: Int, columns: Int, rowStride: Int = 1, columnStride: Int = 1, padding: Padding = .none,
    rounding: Rounding = .floor
  ) {
    self.rows = rows
    self.columns = columns
    self.rowStride = rowStride
    self.columnStride = columnStride
    self.padding = padding
    self.rounding = rounding
  }

  /// Square windows.
  public init(_ size: Int, stride: Int = 1, padding: Int = 0, rounding: Rounding = .floor) {
    self.init(
      rows: size, columns: size, rowStride: stride, columnStride: stride, padding: Padding(padding),
      rounding: rounding)
  }

  /// Rows and columns of windows over an image of `height × width`.
  ///
  /// - Throws: `ShapeError` if a size, stride or padding makes no sense, or no window fits.
  public func outputs(height: Int, width: Int, operation: String) throws(ShapeError) -> (rows: Int, columns: Int) {
    (
      try count(
        size: height, window: rows, stride: rowStride, before: padding.top, behind: padding.bottom,
        operation: operation, axis: "rows"),
      try count(
        size: width, window: columns, stride: columnStride, before: padding.left, behind: padding.right,
        operation: operation, axis: "columns")
    )
  }

  private func count(
    size: Int, window: Int, stride: Int, before: Int, behind: Int, operation: String, axis: String
  ) throws(ShapeError) -> Int {
    let limit = 1 << 30
    guard (1...limit).contains(window), (1...limit).contains(stride), (0...limit).contains(before),
      (0...limit).contains(behind), (1...limit).contains(size)
    else {
      throw ShapeError(
        operation: operation, argument: "geometry (\(axis))",
        given: "size \(size), window \(window), stride \(stride), padding \(before) and \(behind)",
        expected: "a positive size, window and stride, and padding that is not negative")
    }
    let room = size + before + behind - window
    var count = room < 0 ? 0 : room / stride + 1
    if rounding == .ceil {
      count = room < 0 ? (room + stride > 0 ? 1 : 0) : (room + stride - 1) / stride + 1
      while count > 1 && (count - 1) * stride >= size + before { count -= 1 }
    }
    guard count > 0 else {
      throw ShapeError(
        operation: operation, argument: "geometry (\(axis))",
        given: "a window of \(window) over \(size) with padding \(before) and \(behind)",
        expected: "a window of at most \(size + before + behind)")
    }
    return count
  }
}
