import Kernels
import Tensors

/// Compares an operation's gradients with differences of its function, in Double.
///
/// The function is f = Σ u·y with fixed random u. Its derivative in element x is taken from four values,
///
///     f′ ≈ (8·(f(x + h) − f(x − h)) − (f(x + 2h) − f(x − 2h))) / 12h
///
/// off by h⁴·|f⁽⁵⁾|/30 and by rounding of about ε·Σ|u·y|/h over the outputs that move (the others cancel exactly, because
/// differences are taken output by output). With h = 2⁻¹⁰ both are near 1e-12 for functions of moderate size.
///
/// The relative error of an element is |analytic − numeric| / max(|analytic|, |numeric|, g), where g is a hundredth of the
/// argument's largest gradient: what is smaller than that is compared as if it were that size, because rounding of the
/// function, and not of the gradient, decides its digits.
///
/// Elements at kinks are left out by name and counted; see `Kink`. A gradient that is empty, not finite or zero everywhere
/// fails, and so does an operation that gives other bits when it is called again.
public struct GradientCheck: Sendable {
  /// The greatest relative error that passes.
  public var tolerance: Double
  /// How far elements are moved: h.
  public var step: Double
  /// Elements of an argument that are compared: all if there are no more, else its first, its last, and a random choice.
  public var sampleLimit: Int
  /// The greatest part of an argument's elements that may lie at kinks.
  public var excludedLimit: Double
  /// The seed of u and of the choice of elements.
  public var seed: UInt64

  /// A check with every parameter named; see the properties.
  public init(
    tolerance: Double = 1e-7, step: Double = 0x1p-10, sampleLimit: Int = 64, excludedLimit: Double = 0, seed: UInt64 = 1
  ) {
    self.tolerance = tolerance
    self.step = step
    self.sampleLimit = sampleLimit
    self.excludedLimit = excludedLimit
    self.seed = seed
  }

  /// Compares the gradients of all arguments.
  ///
  /// - Throws: what the operation throws.
  public func run(_ operation: DifferentiableOperation<Double>) throws -> GradientReport {
    var report = GradientReport(operation: operation.name)
    let values = operation.values
    let output = try operation.forward(values)
    if output.count == 0 { report.failures.append(.outputNotFinite(index: nil)) }
    if let index = (0..<output.count).first(where: { !output[$0].isFinite }) {
      report.failures.append(.outputNotFinite(index: index))
    }
    let u = CheckValues.random(output.shape, of: Double.self, seed: seed)
    let gradients = try operation.backward(values, output, u)
    if try operation.forward(values) != output { report.failures.append(.varies("forward")) }
    if try operation.backward(values, output, u) != gradients, gradients.allSatisfy(\.isFinite) {
      report.failures.append(.varies("backward"))
    }
    guard gradients.count == values.count else {
      report.failures.append(.gradientCount(given: gradients.count, expected: values.count))
      return report
    }
    for index in values.indices {
      guard gradients[index].shape == values[index].shape else {
        report.failures.append(
          .shape(
            argument: operation.arguments[index].name, given: gradients[index].shape, expected: values[index].shape))
        continue
      }
      try compare(operation, argument: index, gradient: gradients[index], u: u, into: &report)
    }
    return report
  }

  /// Compares one argument's gradient.
  private func compare(
    _ operation: DifferentiableOperation<Double>, argument: Int, gradient: Tensor<Double>, u: Tensor<Double>,
    into report: inout GradientReport
  ) throws {
    var values = operation.values
    let count = values[argument].count
    let name = operation.arguments[argument].name
    var summary = GradientReport.Argument(name: name, count: count)
    var excluded: Set<Int> = []
    for kink in operation.kinks where kink.argument == argument {
      let elements = kink.elements(values[argument], 2 * step)
      summary.excluded[kink.name, default: 0] += elements.count
      excluded.formUnion(elements)
    }
    if Double(excluded.count) > excludedLimit * Double(count) {
      report.failures.append(.excluded(argument: name, elements: excluded.count, of: count))
    }

    var largest = (0..<count).reduce(0) { max($0, abs(gradient[$1])) }
    var pairs: [(index: Int, numeric: Double)] = []
    for index in sample(count, argument: argument) where !excluded.contains(index) {
      let x = values[argument][index]
      let y = try [x + 2 * step, x + step, x - step, x - 2 * step].map { moved in
        values[argument][index] = moved
        return try operation.forward(values)
      }
      values[argument][index] = x
      let numeric = FourPointDifference.derivative(y, u: u, step: step)
      pairs.append((index, numeric))
      largest = max(largest, abs(numeric))
    }
    summary.checked = pairs.count
    let elements = pairs.map { index, numeric in
      let scale = max(abs(gradient[index]), abs(numeric), largest / 100)
      let difference = abs(gradient[index] - numeric)
      return GradientReport.Element(
        index: index, analytic: gradient[index], numeric: numeric,
        relativeError: difference == 0 ? 0 : difference / scale)
    }
    // An error that is no number is the worst of all.
    summary.worst = elements.max { $1.relativeError.isNaN || $0.relativeError < $1.relativeError }
    report.arguments.append(summary)

    if let bad = elements.first(where: { !$0.analytic.isFinite || !$0.numeric.isFinite }) {
      report.failures.append(.notFinite(argument: name, bad))
    } else if let bad = (0..<count).first(where: { !gradient[$0].isFinite }) {
      let element = GradientReport.Element(
        index: bad, analytic: gradient[bad], numeric: .nan, relativeError: .nan)
      report.failures.append(.notFinite(argument: name, element))
    } else if (0..<count).allSatisfy({ gradient[$0] == 0 }) || pairs.allSatisfy({ $0.numeric == 0 }) {
      report.failures.append(.zero(argument: name))
    } else if let worst = summary.worst, !(worst.relativeError <= tolerance) {
      report.failures.append(.differs(argument: name, worst, tolerance: tolerance))
    }
  }

  /// The elements to compare, in order.
  private func sample(_ count: Int, argument: Int) -> [Int] {
    guard count > max(2, sampleLimit) else { return Array(0..<count) }
    let order = RandomStream(seed: seed, purpose: .verification, index: argument + 1).permutation(count: count)
    return Set([0, count - 1] + order.prefix(max(0, sampleLimit - 2))).sorted()
  }
}

extension Tensor {
  /// Whether no element is NaN or infinite.
  var isFinite: Bool { (0..<count).allSatisfy { self[$0].isFinite } }
}
