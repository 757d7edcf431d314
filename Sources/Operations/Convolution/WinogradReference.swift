import Tensors

/// The matrices of minimal filtering F(m, r), made from the points by the construction of Cook and Toom.
///
/// A product of polynomials is known from its values at as many points as it has coefficients, ∞ standing for the leading one.
/// Transposed, that scheme is a filter: y = Aᵀ [(G g) ⊙ (Bᵀ d)] (Blahut, Fast Algorithms for Signal Processing, chapter 5).
package struct WinogradMatrices {
  /// Bᵀ: row i has the coefficients of Π (x − q) over the finite points q other than point i; the last row, over all of them.
  package let input: [[Double]]
  /// G: row i has the powers of point i, divided by Π (p − q); the last row takes the last tap.
  package let filter: [[Double]]
  /// Aᵀ: row i has the i-th powers of the points; the last row also takes the value at ∞.
  package let output: [[Double]]

  /// The matrices of m outputs and r taps.
  package init(outputs: Int, taps: Int) {
    let points = Array([0, 1, -1, 2, -2].prefix(outputs + taps - 2)) as [Double]
    func powers(_ point: Double, _ count: Int) -> [Double] {
      (0..<count).map { power in (0..<power).reduce(1) { product, _ in product * point } }
    }
    func others(_ index: Int) -> [Double] { points.enumerated().filter { $0.offset != index }.map(\.element) }
    func polynomial(roots: [Double]) -> [Double] {
      var coefficients = [1.0]
      for root in roots {
        coefficients = zip([0] + coefficients, coefficients + [0]).map { $0 - root * $1 }
      }
      return coefficients + [Double](repeating: 0, count: points.count - roots.count)
    }
    let isLastTap = [Double](repeating: 0, count: taps - 1) + [1]
    input = points.indices.map { polynomial(roots: others($0)) } + [polynomial(roots: points)]
    filter =
      points.enumerated().map { index, point in
        let divisor = others(index).reduce(1) { $0 * (point - $1) }
        return powers(point, taps).map { $0 / divisor }
      } + [isLastTap]
    output = (0..<outputs).map { row in points.map { powers($0, outputs)[row] } + [row == outputs - 1 ? 1 : 0] }
  }

  /// The matrices with their entries' absolute values: with absolute inputs, they give the sums of magnitudes that bound
  /// rounding errors.
  package var magnitudes: WinogradMatrices {
    WinogradMatrices(
      input: input.map { $0.map(abs) }, filter: filter.map { $0.map(abs) }, output: output.map { $0.map(abs) })
  }

  private init(input: [[Double]], filter: [[Double]], output: [[Double]]) {
    self.input = input
    self.filter = filter
    self.output = output
  }
}

extension Convolution {
  /// Winograd's formula written down, tile by tile, for comparison.
  package func winogradReference(
    input: Tensor<Double>, filter: Tensor<Double>, bias: Tensor<Double>?, matrices: WinogradMatrices
  ) throws(ShapeError) -> Tensor<Double> {
    let shape = try outputShape(input: input.shape, filters: filter.shape[3])
    var output = Tensor<Double>(shape: shape)
    let (side, step, taps) = (matrices.input.count, matrices.output.count, filter.shape[0])
    let (groupChannels, groupFilters) = (filter.shape[2], filter.shape[3] / groups)
    for image in 0..<shape[0] {
      for row in stride(from: 0, to: shape[1], by: step) {
        for column in stride(from: 0, to: shape[2], by: step) {
          for k in 0..<shape[3] {
            var products = Self.zeros(side, side)
            for c in 0..<groupChannels {
              let channel = k / groupFilters * groupChannels + c
              let tile = Self.matrix(side, side) { i, j in
                let (h, w) = (row + i - geometry.padding.top, column + j - geometry.padding.left)
                guard (0..<input.shape[1]).contains(h) && (0..<input.shape[2]).contains(w) else { return 0 }
                return input[((image * input.shape[1] + h) * input.shape[2] + w) * input.shape[3] + channel]
              }
              let window = Self.matrix(taps, taps) { i, j in
                filter[((i * taps + j) * groupChannels + c) * shape[3] + k]
              }
              let transformed = Self.transform(tile, by: matrices.input)
              let weights = Self.transform(window, by: matrices.filter)
              for i in 0..<side {
                for j in 0..<side { products[i][j] += transformed[i][j] * weights[i][j] }
              }
            }
            let block = Self.transform(products, by: matrices.output)
            for i in 0..<min(step, shape[1] - row) {
              for j in 0..<min(step, shape[2] - column) {
                output[((image * shape[1] + row + i) * shape[2] + column + j) * shape[3] + k] =
                  block[i][j] + (bias?[k] ?? 0)
              }
            }
          }
        }
      }
    }
    return output
  }

  private static func matrix(_ rows: Int, _ columns: Int, _ element: (Int, Int) -> Double) -> [[Double]] {
    (0..<rows).map { i in (0..<columns).map { j in element(i, j) } }
  }

  private static func zeros(_ rows: Int, _ columns: Int) -> [[Double]] { matrix(rows, columns) { _, _ in 0 } }

  /// M x Mᵀ.
  private static func transform(_ x: [[Double]], by m: [[Double]]) -> [[Double]] {
    let left = matrix(m.count, x[0].count) { i, j in x.indices.reduce(0) { $0 + m[i][$1] * x[$1][j] } }
    return matrix(m.count, m.count) { i, j in m[0].indices.reduce(0) { $0 + left[i][$1] * m[j][$1] } }
  }
}
