/// Eigenvalues and eigenvectors of a symmetric 3×3 matrix, by Jacobi's rotations.
///
/// Only +, −, ×, ÷ and square roots, in a fixed order: the same bits everywhere. Eigenvalues come largest first; of
/// each eigenvector the component of the largest magnitude (the first of equal ones) is positive.
enum SymmetricEigenvalues {
  /// Sweeps over the three off-diagonal elements; six are enough for any matrix of numbers of ordinary size.
  private static let maximumSweeps = 30

  /// The eigenvalues, and the eigenvector of each.
  ///
  /// - Parameter matrix: nine finite numbers, rows first; only the upper triangle is read.
  static func decomposed(_ matrix: [Double]) -> (values: SIMD3<Double>, vectors: [SIMD3<Double>]) {
    var rows: [SIMD3<Double>] = [
      SIMD3(matrix[0], matrix[1], matrix[2]), SIMD3(matrix[1], matrix[4], matrix[5]),
      SIMD3(matrix[2], matrix[5], matrix[8]),
    ]
    // Columns of the product of all rotations.
    var vectors: [SIMD3<Double>] = [SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)]
    for _ in 0..<maximumSweeps {
      guard rows[0][1] != 0 || rows[0][2] != 0 || rows[1][2] != 0 else { break }
      for (p, q) in [(0, 1), (0, 2), (1, 2)] { rotate(p, q, &rows, &vectors) }
    }
    let values = (0..<3).map { rows[$0][$0] }
    let order = (0..<3).sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }
    return (
      SIMD3(values[order[0]], values[order[1]], values[order[2]]), order.map { withPositiveLargest(vectors[$0]) }
    )
  }

  /// Makes element (p, q) zero.
  private static func rotate(_ p: Int, _ q: Int, _ rows: inout [SIMD3<Double>], _ vectors: inout [SIMD3<Double>]) {
    let element = rows[p][q]
    guard element != 0 else { return }
    let (diagonalP, diagonalQ) = (rows[p][p], rows[q][q])
    // What no longer changes either diagonal element is zero.
    if diagonalP + element == diagonalP, diagonalQ + element == diagonalQ {
      rows[p][q] = 0
      rows[q][p] = 0
      return
    }
    // tan of the smaller angle: θ = (a_qq − a_pp) / 2a_pq, t = sign θ / (|θ| + √(θ² + 1)).
    let theta = (diagonalQ - diagonalP) / (2 * element)
    let tangent = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
    let cosine = 1 / (tangent * tangent + 1).squareRoot()
    let sine = tangent * cosine
    rows[p][p] = diagonalP - tangent * element
    rows[q][q] = diagonalQ + tangent * element
    rows[p][q] = 0
    rows[q][p] = 0
    let other = 3 - p - q
    let (otherP, otherQ) = (rows[other][p], rows[other][q])
    let (newP, newQ) = (cosine * otherP - sine * otherQ, sine * otherP + cosine * otherQ)
    rows[other][p] = newP
    rows[p][other] = newP
    rows[other][q] = newQ
    rows[q][other] = newQ
    (vectors[p], vectors[q]) = (cosine * vectors[p] - sine * vectors[q], sine * vectors[p] + cosine * vectors[q])
  }

  private static func withPositiveLargest(_ vector: SIMD3<Double>) -> SIMD3<Double> {
    var largest = 0
    for component in 1..<3 where abs(vector[component]) > abs(vector[largest]) { largest = component }
    return vector[largest] < 0 ? -vector : vector
  }
}
