import Tensors

/// The derivative of ⟨u, y⟩ from four values of y.
enum FourPointDifference {
  /// `(8·(y₊ − y₋) − (y₊₊ − y₋₋)) / 12h`, weighted by u.
  ///
  /// - Parameters:
  ///   - y: at +2h, +h, −h and −2h.
  static func derivative(_ y: [Tensor<Double>], u: Tensor<Double>, step: Double) -> Double {
    precondition(y.count == 4, "four values")
    var sum = CompensatedSum()
    for place in 0..<u.count {
      // Outputs that do not move give 0 exactly.
      sum.add(u[place] * (8 * (y[1][place] - y[2][place]) - (y[0][place] - y[3][place])))
    }
    return sum.value / (12 * step)
  }
}
