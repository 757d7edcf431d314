import Kernels
import Tensors

/// Compares an operation's gradients with its function in random directions: ⟨u, J·v⟩ = ⟨Jᵀ·u, v⟩.
///
/// J is the derivative of the function by one argument, u and v are random. Every element of the gradient takes part in a
/// single comparison, so this suits shapes at which differences by each element would take too long.
public struct InnerProductCheck: Sendable {
  /// The greatest relative error for functions that are not linear.
  public var tolerance: Double
  /// How far elements are moved where the function is not linear: at most twice this.
  public var step: Double
  /// The seed of u and v.
  public var seed: UInt64

  /// A check with every parameter named; see the properties.
  public init(tolerance: Double = 1e-7, step: Double = 0x1p-10, seed: UInt64 = 1) {
    self.tolerance = tolerance
    self.step = step
    self.seed = seed
  }

  /// Checks an argument in which the function is linear: J·v is the function of v itself.
  ///
  /// The sides differ by rounding alone. An output that is a sum of k products is off by at most (k + 2)·ε·Σ|a|·|b|, an
  /// element of the gradient likewise; weighted by |u| and |v| both add up to multiples of ⟨|u|, |J|·|v|⟩, which forward
  /// gives for the absolute values of all arguments. This holds for functions without negative constants.
  ///
  /// - Parameters:
  ///   - operation: the function and its gradients.
  ///   - argument: the argument's place.
  ///   - terms: products in an output and in an element of the gradient, together.
  /// - Throws: what the operation throws.
  public func linear<Scalar: KernelScalar>(
    _ operation: DifferentiableOperation<Scalar>, argument: Int, terms: Int
  ) throws -> InnerProductReport {
    var values = operation.values
    let v = CheckValues.random(values[argument].shape, of: Scalar.self, seed: seed &+ 1)
    values[argument] = v
    let output = try operation.forward(values)
    let u = CheckValues.random(output.shape, of: Scalar.self, seed: seed)
    let gradient = try operation.backward(values, output, u)[argument]
    let magnitude = try product(
      CheckValues.magnitudes(u), operation.forward(values.map { CheckValues.magnitudes($0) }))
    return InnerProductReport(
      operation: operation.name, argument: operation.arguments[argument].name, forward: product(u, output),
      backward: product(gradient, v), bound: Double(terms + 8) * Double(Scalar.ulpOfOne) * magnitude, excluded: 0)
  }

  /// Checks any argument: J·v is a difference of four values along v, as in `GradientCheck`.
  ///
  /// v lies between −1 and 1, and is 0 at kinks. The bound is `tolerance` times the larger side, or times the root of
  /// Σ (gradient·v)², the size of a sum of such terms with random signs, if that is larger.
  ///
  /// - Throws: what the operation throws.
  public func directional(
    _ operation: DifferentiableOperation<Double>, argument: Int
  ) throws -> InnerProductReport {
    let values = operation.values
    let value = values[argument]
    var v = CheckValues.random(value.shape, of: Double.self, seed: seed &+ 1)
    var excluded: Set<Int> = []
    for kink in operation.kinks where kink.argument == argument {
      // Two elements may move towards each other.
      excluded.formUnion(kink.elements(value, 4 * step))
    }
    for index in excluded { v[index] = 0 }
    let y = try [2, 1, -1, -2].map { distance in
      var moved = values
      moved[argument] = Tensor(
        shape: value.shape, elements: (0..<value.count).map { value[$0] + distance * step * v[$0] })
      return try operation.forward(moved)
    }
    let output = try operation.forward(values)
    let u = CheckValues.random(output.shape, of: Double.self, seed: seed)
    let gradient = try operation.backward(values, output, u)[argument]
    let forward = FourPointDifference.derivative(y, u: u, step: step)
    let backward = product(gradient, v)
    var squares = CompensatedSum()
    for index in 0..<v.count { squares.add(gradient[index] * v[index] * gradient[index] * v[index]) }
    return InnerProductReport(
      operation: operation.name, argument: operation.arguments[argument].name, forward: forward, backward: backward,
      bound: tolerance * max(abs(forward), abs(backward), squares.value.squareRoot()), excluded: excluded.count)
  }

  /// ⟨a, b⟩ in Double; NaN if the shapes differ.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  private func product<Scalar: KernelScalar>(_ a: Tensor<Scalar>, _ b: Tensor<Scalar>) -> Double {
    guard a.shape == b.shape else { return .nan }
    var sum = CompensatedSum()
    a.withView { a in
      b.withView { b in
        for index in 0..<a.count { sum.add(Double(a.base[index]) * Double(b.base[index])) }
      }
    }
    return sum.value
  }
}
