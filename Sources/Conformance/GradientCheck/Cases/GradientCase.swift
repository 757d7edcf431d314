import Operations
import Tensors

/// An operation at shapes and parameters that its gradients are checked at.
///
/// Dimensions differ pairwise and are no multiples of a tile, so that an exchanged or forgotten one shows. Batches of 1
/// occur for every operation that sums over images.
public struct GradientCase: Sendable, CustomStringConvertible {
  /// The operation and what is particular about the case.
  public let name: String
  /// The operation in Double.
  public let double: DifferentiableOperation<Double>
  /// The same in Float, at the values rounded.
  public let float: DifferentiableOperation<Float>
  /// Elements of an argument that differences are taken of; fewer where the function takes longer.
  public let sampleLimit: Int

  public var description: String { name }

  /// All cases.
  public static let all: [GradientCase] =
    products + convolutions + locallyConnected + normalizations + pools + elements

  /// The check of this case.
  public func run(_ check: GradientCheck = GradientCheck()) throws -> GradientReport {
    var check = check
    check.sampleLimit = sampleLimit
    return try check.run(double)
  }
}
