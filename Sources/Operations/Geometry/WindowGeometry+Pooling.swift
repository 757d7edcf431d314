import KernelBodies
import Tensors

extension WindowGeometry {
  /// The shape of what pooling by these windows makes of a channels-last `input`.
  ///
  /// - Throws: `ShapeError` if the input is not N×H×W×C, no window fits, the output's elements cannot be counted, or the
  ///   padding is as large as a window, which would then hold nothing but padding.
  func pooledShape(_ input: Shape, operation: String) throws(ShapeError) -> Shape {
    guard input.rank == 4 else {
      throw ShapeError(
        operation: operation, argument: "input", given: input.description, expected: "four dimensions (N, H, W, C)")
    }
    let outputs = try outputs(height: input[1], width: input[2], operation: operation)
    guard max(padding.top, padding.bottom) < rows, max(padding.left, padding.right) < columns else {
      throw ShapeError(
        operation: operation, argument: "padding",
        given: "\(padding.top), \(padding.bottom), \(padding.left) and \(padding.right) (top, bottom, left, right)",
        expected: "padding smaller than the window of \(rows)×\(columns)")
    }
    var count = 1
    for extent in [input[0], outputs.rows, outputs.columns, input[3]] {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw ShapeError(
          operation: operation, argument: "geometry", given: "\(outputs.rows)×\(outputs.columns) windows",
          expected: "an output whose elements can be counted")
      }
      count = product
    }
    return [input[0], outputs.rows, outputs.columns, input[3]]
  }

  /// The kernels' job for part of an image.
  ///
  /// - Parameters:
  ///   - outputRows: rows of windows; the job's first output row is the first of them.
  ///   - channels: channels that are pooled.
  ///   - countsPadding: whether a mean's divisor counts the padding.
  func poolingJob<Scalar: BinaryFloatingPoint & SIMDScalar>(
    of: Scalar.Type, input: Shape, output: Shape, outputRows: Range<Int>, channels: Range<Int>, countsPadding: Bool
  ) -> PoolingJob<Scalar> {
    // Rows of the image, and so the divisor's, are counted from the first window of the whole image.
    let counted = countsPadding ? padding : .none
    return PoolingJob(
      input: PixelGrid(rows: input[1], columns: input[2], channels: input[3]), outputRows: outputRows.count,
      outputColumns: output[2], windowRows: rows, windowColumns: columns, rowStride: rowStride,
      columnStride: columnStride, top: padding.top - outputRows.lowerBound * rowStride, left: padding.left,
      divisorTop: -counted.top, divisorBottom: input[1] + counted.bottom, divisorLeft: -counted.left,
      divisorRight: input[2] + counted.right, channels: channels)
  }
}
