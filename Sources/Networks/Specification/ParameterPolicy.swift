/// How the optimizer treats one kind of parameter of a layer.
public struct ParameterPolicy: Hashable, Sendable {
  /// What the learning rate is multiplied by.
  public var rateFactor: Double
  /// Weight decay (λ); nil means the recipe's.
  public var decay: Double?
  /// Whether it is trained; what is not has no gradient, and neither rate nor decay touch it.
  public var isTrained: Bool

  /// A policy of a rate factor and a decay.
  public init(rateFactor: Double = 1, decay: Double? = nil, isTrained: Bool = true) {
    self.rateFactor = rateFactor
    self.decay = decay
    self.isTrained = isTrained
  }

  /// The recipe's rate and decay.
  public static let standard = ParameterPolicy()
  /// Twice the rate and no decay: biases in the authors' code and in Caffe.
  public static let doubleRateNoDecay = ParameterPolicy(rateFactor: 2, decay: 0)
}
