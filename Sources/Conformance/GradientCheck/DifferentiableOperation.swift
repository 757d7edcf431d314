import Kernels
import Tensors

/// An operation as plain functions of tensors, so that any implementation's gradients can be checked.
///
/// `forward` is a function y of the arguments; `backward` gives, for a u of y's shape, the gradient of ⟨u, y⟩ with respect
/// to each argument. Both must be functions in the mathematical sense: random masks are fixed outside.
public struct DifferentiableOperation<Scalar: KernelScalar>: Sendable {
  /// An argument that gradients are taken of.
  public struct Argument: Sendable {
    /// What reports call it, such as "filter".
    public let name: String
    /// Where the gradient is checked.
    public var value: Tensor<Scalar>

    /// An argument with its name and value.
    public init(_ name: String, _ value: Tensor<Scalar>) {
      self.name = name
      self.value = value
    }
  }

  /// y of the values of the arguments.
  public typealias Forward = @Sendable (_ values: [Tensor<Scalar>]) throws -> Tensor<Scalar>
  /// Gradients, one for each argument, of the values of the arguments, y, and u.
  public typealias Backward =
    @Sendable (_ values: [Tensor<Scalar>], _ output: Tensor<Scalar>, _ outputGradient: Tensor<Scalar>) throws
    -> [Tensor<Scalar>]

  /// What reports call the operation.
  public var name: String
  /// The arguments that gradients are taken of.
  public var arguments: [Argument]
  /// Where the operation has no derivative.
  public var kinks: [Kink<Scalar>]
  /// The function.
  public var forward: Forward
  /// Its gradients.
  public var backward: Backward

  /// An operation with every part named; see the properties.
  public init(
    _ name: String, arguments: [Argument], kinks: [Kink<Scalar>] = [], forward: @escaping Forward,
    backward: @escaping Backward
  ) {
    self.name = name
    self.arguments = arguments
    self.kinks = kinks
    self.forward = forward
    self.backward = backward
  }

  /// The values of the arguments.
  public var values: [Tensor<Scalar>] { arguments.map(\.value) }
}
