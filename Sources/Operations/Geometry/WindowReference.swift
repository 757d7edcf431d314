import Tensors

/// The places that windows cover, straight from the definition, for references.
enum WindowReference {
  /// The windows along one axis: for each, the places in the image that it covers, in order.
  static func windows(size: Int, window: Int, stride: Int, before: Int, behind: Int, ceil: Bool) -> [[Int]] {
    let steps = Double(size + before + behind - window) / Double(stride)
    let count = 1 + Int(steps.rounded(ceil ? .up : .down))
    let starts = (0..<count).map { $0 * stride - before }
    return starts.filter { !ceil || $0 < size }.map { start in
      (start..<start + window).filter { (0..<size).contains($0) }
    }
  }

  /// The windows of an image's rows and columns.
  static func windows(_ geometry: WindowGeometry, _ input: Shape) -> (rows: [[Int]], columns: [[Int]]) {
    let ceil = geometry.rounding == .ceil
    return (
      windows(
        size: input[1], window: geometry.rows, stride: geometry.rowStride, before: geometry.padding.top,
        behind: geometry.padding.bottom, ceil: ceil),
      windows(
        size: input[2], window: geometry.columns, stride: geometry.columnStride, before: geometry.padding.left,
        behind: geometry.padding.right, ceil: ceil)
    )
  }

  /// Calls `body` for every output of pooling, in row-major order, with the places in the input that its window covers.
  static func forEachWindow(
    _ geometry: WindowGeometry, _ input: Shape, _ body: (_ output: Int, _ places: [Int], _ p: Int, _ q: Int) -> Void
  ) -> Shape {
    let (rows, columns) = windows(geometry, input)
    let (images, height, width, channels) = (input[0], input[1], input[2], input[3])
    var output = 0
    for n in 0..<images {
      for p in rows.indices {
        for q in columns.indices {
          for c in 0..<channels {
            var places: [Int] = []
            for h in rows[p] { for w in columns[q] { places.append(((n * height + h) * width + w) * channels + c) } }
            body(output, places, p, q)
            output += 1
          }
        }
      }
    }
    return [images, rows.count, columns.count, channels]
  }
}
