import Conformance
import Kernels
import Operations
import Tensors

/// A wrong variant of an operation, on purpose: what a gradient check that is worth its name must catch.
struct SeededFault: Sendable, CustomStringConvertible {
  typealias Operation = DifferentiableOperation<Double>

  /// What is wrong.
  let name: String
  /// The operation without the fault.
  let right: Operation
  /// The same with it.
  let wrong: Operation

  var description: String { "\(right.name): \(name)" }

  init(_ name: String, _ right: Operation, _ change: (inout Operation) -> Void) {
    self.name = name
    self.right = right
    var wrong = right
    change(&wrong)
    self.wrong = wrong
  }

  /// What `GradientCase` runs for every operation, on `operation`.
  static func failures(of operation: Operation) throws -> [String] {
    let example = GradientCase(operation)
    let report = try example.checkElements()
    guard report.failures.isEmpty else { return report.failures.map(\.description) }
    return try example.checkDirections().filter { !$0.passes }.map(\.description)
  }
}

extension DifferentiableOperation {
  /// Passes the gradient of one argument through `change`.
  mutating func changeGradient(
    of argument: Int = 0,
    _ change:
      @escaping @Sendable (
        _ gradient: Tensor<Scalar>, _ values: [Tensor<Scalar>], _ output: Tensor<Scalar>,
        _ outputGradient: Tensor<Scalar>
      ) throws -> Tensor<Scalar>
  ) {
    let right = backward
    backward = { values, output, outputGradient in
      var gradients = try right(values, output, outputGradient)
      gradients[argument] = try change(gradients[argument], values, output, outputGradient)
      return gradients
    }
  }

  /// Passes the output's gradient through `change` before backward sees it.
  mutating func changeOutputGradient(_ change: @escaping @Sendable (Tensor<Scalar>) -> Tensor<Scalar>) {
    let right = backward
    backward = { values, output, outputGradient in try right(values, output, change(outputGradient)) }
  }

  /// Passes the output through `change`.
  mutating func changeOutput(_ change: @escaping @Sendable (Tensor<Scalar>, [Tensor<Scalar>]) -> Tensor<Scalar>) {
    let right = forward
    forward = { values in change(try right(values), values) }
  }
}

extension Tensor {
  /// Each element by its place.
  func mapped(_ change: (_ index: Int, _ element: Scalar) -> Scalar) -> Tensor {
    Tensor(shape: shape, elements: elements.enumerated().map { change($0.offset, $0.element) })
  }
}
