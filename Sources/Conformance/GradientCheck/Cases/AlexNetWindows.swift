import Kernels
import Operations
import Tensors

/// AlexNet's normalizations and pools, at the paper's shapes and a batch of two, for checks in random directions.
public enum AlexNetWindows: String, CaseIterable, Sendable, CustomStringConvertible {
  /// A response normalization of the paper; of the authors' code, in two towers.
  case norm1, norm2, norm1InTowers
  /// A max pool of the paper.
  case pool1, pool2, pool5

  /// The layer's name.
  public var description: String { rawValue }

  /// The layer as a function of its input.
  public var operation: DifferentiableOperation<Double> {
    switch self {
    case .norm1: normalization([2, 55, 55, 96], groups: 1, divides: false)
    case .norm2: normalization([2, 27, 27, 256], groups: 1, divides: false)
    case .norm1InTowers: normalization([2, 55, 55, 96], groups: 2, divides: true)
    case .pool1: pool([2, 55, 55, 96])
    case .pool2: pool([2, 27, 27, 256])
    case .pool5: pool([2, 13, 13, 256])
    }
  }

  /// Both sides of ⟨u, J·v⟩ = ⟨Jᵀ·u, v⟩, J·v from differences.
  ///
  /// - Throws: what the operation throws.
  public func checkInnerProduct() throws -> InnerProductReport {
    try InnerProductCheck(tolerance: 1e-9).directional(operation, argument: 0)
  }

  private func normalization(_ shape: Shape, groups: Int, divides: Bool) -> DifferentiableOperation<Double> {
    .responseNormalization(
      rawValue,
      ResponseNormalization(
        k: 2, alpha: 1e-4, beta: 0.75, window: 5, dividesAlphaByWindow: divides,
        extent: .acrossChannels(groups: groups)),
      // Activations of trained networks reach hundreds: only then does α weigh.
      input: CheckValues.random(shape, of: Double.self, seed: 3, scale: 200))
  }

  private func pool(_ shape: Shape) -> DifferentiableOperation<Double> {
    .maxPooling(
      rawValue, MaxPooling(geometry: WindowGeometry(3, stride: 2)),
      input: CheckValues.separated(shape, of: Double.self, gap: 0x1p-6, seed: 4))
  }
}
