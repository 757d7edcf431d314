/// Minimal filtering F(m, r): m outputs of a filter of r taps, from m + r − 1 inputs, in as many products.
///
/// With the transforms Bᵀ of the inputs d, G of the taps g and Aᵀ of the products, the outputs are
///
///     y = Aᵀ [(G g) ⊙ (Bᵀ d)]
///
/// (Winograd, "Arithmetic complexity of computations", 1980; Lavin and Gray, "Fast algorithms for convolutional neural
/// networks", 2016). They come from evaluating polynomials at the points 0, 1, −1, for longer tiles also 2 and −2, and ∞. Each
/// transform works in place on vectors that lie `step` scalars apart.
public protocol MinimalFilter {
  /// m.
  static var outputs: Int { get }
  /// r.
  static var taps: Int { get }

  /// Bᵀ d: m + r − 1 vectors become as many.
  static func transformInput<A: Arithmetic>(_: A.Type, _ values: UnsafeMutablePointer<A.Vector.Scalar>, step: Int)
  /// G g: r vectors become m + r − 1.
  static func transformFilter<A: Arithmetic>(_: A.Type, _ values: UnsafeMutablePointer<A.Vector.Scalar>, step: Int)
  /// Aᵀ p: m + r − 1 vectors become m.
  static func transformOutput<A: Arithmetic>(_: A.Type, _ values: UnsafeMutablePointer<A.Vector.Scalar>, step: Int)
}

extension MinimalFilter {
  /// m + r − 1: inputs and products.
  @inlinable @inline(__always)
  public static var tile: Int { outputs + taps - 1 }
}
