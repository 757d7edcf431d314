import Conformance
import Kernels
import Tensors
import Testing

/// Expects every element of sums of products within the forward bound of a reference in Double.
///
/// A sum of k products, each fused with one rounding, is off by at most k·u·Σ|a|·|b|, u half a unit in the last place of 1
/// (Higham, "Accuracy and Stability of Numerical Algorithms", 3.1); three more roundings are a factor, a start and a
/// correction of second order. The reference rounds twice a term.
///
/// - Parameters:
///   - magnitudes: Σ|a|·|b|: the reference of the absolute values.
///   - terms: k, the most products in a sum.
func expectWithinBound<Scalar: KernelScalar>(
  _ actual: Tensor<Scalar>, _ reference: Tensor<Double>, magnitudes: Tensor<Double>, terms: Int, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.shape == reference.shape, magnitudes.shape == reference.shape, actual.count > 0 else {
    Issue.record("\(what): \(actual.shape) instead of \(reference.shape)", sourceLocation: sourceLocation)
    return
  }
  let unit = Double(Scalar.ulpOfOne) / 2 + Double.ulpOfOne
  for index in 0..<actual.count {
    let (given, expected) = (Double(actual[index]), reference[index])
    let bound = Double(terms + 3) * unit * magnitudes[index]
    if !(abs(given - expected) <= bound) {
      Issue.record(
        "\(what): element \(index) is \(given) instead of \(expected), more than \(bound) off",
        sourceLocation: sourceLocation)
      return
    }
  }
}

/// The same numbers in Double, exactly.
func exactly<Scalar: KernelScalar>(_ tensor: Tensor<Scalar>) -> Tensor<Double> { tensor.converted(to: Double.self) }

/// Their absolute values in Double.
func magnitudes<Scalar: KernelScalar>(_ tensor: Tensor<Scalar>) -> Tensor<Double> {
  CheckValues.magnitudes(exactly(tensor))
}

/// Some images of a batch.
func images<Scalar: KernelScalar>(_ range: Range<Int>, of tensor: Tensor<Scalar>) -> Tensor<Scalar> {
  let size = tensor.count / tensor.shape[0]
  return Tensor(
    shape: Shape([range.count] + tensor.shape.dimensions.dropFirst()),
    elements: tensor.elements[range.lowerBound * size..<range.upperBound * size])
}
