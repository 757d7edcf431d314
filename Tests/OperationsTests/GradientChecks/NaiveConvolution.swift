import Operations
import Tensors

/// Gradients of a convolution by plain loops whose places can be set wrong.
struct NaiveConvolution {
  let convolution: Convolution
  /// Input row of output row p and filter row r.
  var row: (_ p: Int, _ r: Int) -> Int
  /// Input column of output column q and filter column s.
  var column: (_ q: Int, _ s: Int) -> Int
  /// Input channel of filter k and its channel c.
  var channel: (_ k: Int, _ c: Int) -> Int
  /// The filter position that is used for (r, s).
  var tap: (_ r: Int, _ s: Int) -> Int
  /// Whether the products of image n, output row p, output column q and filter k count.
  var counts: (_ n: Int, _ p: Int, _ q: Int, _ k: Int) -> Bool = { _, _, _, _ in true }

  init(_ convolution: Convolution, input: Shape, filter: Shape) {
    self.convolution = convolution
    let geometry = convolution.geometry
    row = { p, r in p * geometry.rowStride - geometry.padding.top + r }
    column = { q, s in q * geometry.columnStride - geometry.padding.left + s }
    channel = { k, c in k / (filter[3] / convolution.groups) * filter[2] + c }
    tap = { r, s in r * filter[1] + s }
  }

  /// The input's and the filter's gradient.
  func gradients(
    input x: Tensor<Double>, filter w: Tensor<Double>, outputGradient dy: Tensor<Double>
  ) -> (input: Tensor<Double>, filter: Tensor<Double>) {
    let (input, filter, output) = (x.shape, w.shape, dy.shape)
    var (dx, dw) = ([Double](repeating: 0, count: x.count), [Double](repeating: 0, count: w.count))
    for place in 0..<dy.count {
      let (k, q) = (place % output[3], place / output[3] % output[2])
      let (p, n) = (place / output[3] / output[2] % output[1], place / output[3] / output[2] / output[1])
      guard counts(n, p, q, k) else { continue }
      for r in 0..<filter[0] {
        for s in 0..<filter[1] {
          let (h, v) = (row(p, r), column(q, s))
          guard h >= 0 && h < input[1] && v >= 0 && v < input[2] else { continue }
          for c in 0..<filter[2] {
            let from = ((n * input[1] + h) * input[2] + v) * input[3] + channel(k, c)
            let weight = (tap(r, s) * filter[2] + c) * filter[3] + k
            dx[from] += dy[place] * w[weight]
            dw[weight] += dy[place] * x[from]
          }
        }
      }
    }
    return (Tensor(shape: input, elements: dx), Tensor(shape: filter, elements: dw))
  }
}
