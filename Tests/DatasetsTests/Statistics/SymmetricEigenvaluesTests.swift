import Tensors
import Testing

@testable import Datasets

struct SymmetricEigenvaluesTests {
  /// Largest differences: of A·v and λ·v, and of the vectors' products and the identity's.
  private func errors(_ m: [Double]) -> (equation: Double, orthogonality: Double) {
    let (values, vectors) = SymmetricEigenvalues.decomposed(m)
    var (equation, orthogonality) = (0.0, 0.0)
    for i in 0..<3 {
      for row in 0..<3 {
        let product = (SIMD3(m[3 * row], m[3 * row + 1], m[3 * row + 2]) * vectors[i]).sum()
        equation = max(equation, abs(product - values[i] * vectors[i][row]))
      }
      for j in 0..<3 { orthogonality = max(orthogonality, abs((vectors[i] * vectors[j]).sum() - (i == j ? 1 : 0))) }
    }
    return (equation, orthogonality)
  }

  @Test func `random covariances are decomposed to the last digits`() {
    let stream = RandomStream(seed: 4, purpose: .verification)
    for matrix in 0..<300 {
      // B·Bᵀ of columns of very different lengths.
      let lengths = SIMD3<Double>(100, 10, 0.01)
      let rows = (0..<3).map { row in
        let first = 9 * matrix + 3 * row
        return SIMD3(stream.normal(first), stream.normal(first + 1), stream.normal(first + 2)) * lengths
      }
      let m: [Double] = (0..<9).map { (rows[$0 / 3] * rows[$0 % 3]).sum() }
      let errors = errors(m)
      let norm = m[0] + m[4] + m[8]
      // Backward stable: a few units in the last place of the norm.
      #expect(errors.equation <= 4e-15 * norm)
      #expect(errors.orthogonality < 4e-15)
    }
  }

  @Test func `eigenvalues come largest first, equal ones in the order of the axes`() {
    let (values, vectors) = SymmetricEigenvalues.decomposed([2, 0, 0, 0, 7, 0, 0, 0, 2])
    #expect(values == SIMD3(7, 2, 2))
    #expect(vectors == [SIMD3(0, 1, 0), SIMD3(1, 0, 0), SIMD3(0, 0, 1)])
  }

  @Test func `gray pictures have one component, along gray`() {
    let (values, vectors) = SymmetricEigenvalues.decomposed([Double](repeating: 5, count: 9))
    #expect(abs(values[0] - 15) < 1e-13 && abs(values[1]) < 1e-13 && abs(values[2]) < 1e-13)
    for channel in 0..<3 { #expect(abs(vectors[0][channel] - (1.0 / 3).squareRoot()) < 1e-15) }
  }

  @Test func `the sign makes the largest number positive`() {
    for vector in SymmetricEigenvalues.decomposed([3, -1, 0.5, -1, 4, -2, 0.5, -2, 9]).vectors {
      #expect(max(vector.max(), -vector.min()) == vector.max())
    }
  }
}
