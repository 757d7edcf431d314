import Kernels
import Tensors

/// An operation at shapes and parameters that its gradients are checked at.
///
/// Dimensions differ pairwise and are no multiples of a tile, so that an exchanged or forgotten one shows. Batches of 1
/// occur for every operation that sums over images.
public struct GradientCase: Sendable, CustomStringConvertible {
  /// The operation, at the values that it is checked at.
  public let operation: DifferentiableOperation<Double>
  /// Elements of an argument that differences are taken of; fewer where the function takes longer.
  public let sampleLimit: Int

  /// A case of the given operation.
  public init(_ operation: DifferentiableOperation<Double>, sampleLimit: Int = 48) {
    self.operation = operation
    self.sampleLimit = sampleLimit
  }

  /// The operation's name.
  public var description: String { operation.name }

  /// The greatest relative error that passes.
  static let tolerance = 1e-9

  /// All cases of all operations.
  public static let all: [GradientCase] =
    products + convolutions + locallyConnected + normalizations + pools + elements

  /// Compares some elements of each gradient with differences.
  ///
  /// - Throws: what the operation throws.
  public func checkElements() throws -> GradientReport {
    try GradientCheck(tolerance: Self.tolerance, sampleLimit: sampleLimit).run(operation)
  }

  /// Compares all elements of each gradient at once, with differences in a random direction.
  ///
  /// - Throws: what the operation throws.
  public func checkDirections() throws -> [InnerProductReport] {
    try operation.arguments.indices.map {
      try InnerProductCheck(tolerance: Self.tolerance).directional(operation, argument: $0)
    }
  }

  /// Numbers between −1 and 1, others for each seed.
  static func random(_ shape: Shape, _ seed: UInt64) -> Tensor<Double> {
    CheckValues.random(shape, of: Double.self, seed: seed)
  }

  /// Numbers whose order and signs no check can change: 16 steps of the differences apart.
  static func separated(_ shape: Shape, _ seed: UInt64) -> Tensor<Double> {
    CheckValues.separated(shape, of: Double.self, gap: 0x1p-6, seed: seed)
  }
}
