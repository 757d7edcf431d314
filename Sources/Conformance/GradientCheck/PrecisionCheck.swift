import Kernels
import Tensors

/// Compares a sum of products and its gradients in one precision with those in Double.
public enum PrecisionCheck {
  /// Compares the output and all gradients.
  ///
  /// A sum of k products with one rounding each is off by at most (k + 3)·u·Σ|a|·|b|, with u half a unit in the last place
  /// of 1 (Higham, "Accuracy and Stability of Numerical Algorithms", 3.1); the sums of magnitudes come from the operation
  /// in Double at the absolute values.
  ///
  /// - Parameters:
  ///   - operation: sums of products of its arguments.
  ///   - exact: the same at the same values.
  ///   - outputTerms: most products in an output.
  ///   - gradientTerms: most products in an element of each gradient.
  /// - Throws: what the operations throw.
  public static func run<Scalar: KernelScalar>(
    _ operation: DifferentiableOperation<Scalar>, _ exact: DifferentiableOperation<Double>, outputTerms: Int,
    gradientTerms: [Int]
  ) throws -> [PrecisionReport] {
    let values = exact.values
    let magnitudes = values.map { CheckValues.magnitudes($0) }
    let output = try operation.forward(operation.values)
    var reports = [
      compare(
        operation.name, "output", output, try exact.forward(values), magnitudes: try exact.forward(magnitudes),
        terms: outputTerms)
    ]
    let u = CheckValues.random(output.shape, of: Scalar.self, seed: 5)
    let exactU = CheckValues.random(output.shape, of: Double.self, seed: 5)
    let gradients = try operation.backward(operation.values, output, u)
    let exactGradients = try exact.backward(values, exactU, exactU)
    let sizes = try exact.backward(magnitudes, exactU, CheckValues.magnitudes(exactU))
    for index in gradients.indices {
      reports.append(
        compare(
          operation.name, "\(operation.arguments[index].name)'s gradient", gradients[index], exactGradients[index],
          magnitudes: sizes[index], terms: gradientTerms[index]))
    }
    return reports
  }

  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  private static func compare<Scalar: KernelScalar>(
    _ operation: String, _ result: String, _ given: Tensor<Scalar>, _ exact: Tensor<Double>,
    magnitudes: Tensor<Double>, terms: Int
  ) -> PrecisionReport {
    guard given.shape == exact.shape, exact.shape == magnitudes.shape else {
      return PrecisionReport(operation: operation, result: result, count: 0, worst: .nan, element: 0)
    }
    let unit = Double(terms + 3) * (Double(Scalar.ulpOfOne) + Double.ulpOfOne) / 2
    var (worst, element) = (0.0, 0)
    for index in 0..<given.count {
      let difference = abs(Double(given[index]) - exact[index])
      let used = difference == 0 && magnitudes[index].isFinite ? 0 : difference / (unit * magnitudes[index])
      // An error that is no number is the worst of all.
      if !(used <= worst) {
        (worst, element) = (used, index)
        if used.isNaN { break }
      }
    }
    return PrecisionReport(operation: operation, result: result, count: given.count, worst: worst, element: element)
  }
}
