/// How a layer's parameters begin.
public struct Initialization: Hashable, Sendable {
  /// The distribution of initial weights.
  public enum Weights: Hashable, Sendable {
    /// Normal with mean 0 and this standard deviation.
    case normal(deviation: Double)
    /// Normal with mean 0 and standard deviation √(2 / fan-in) (He et al., 2015; darknet).
    case heNormal
    /// Uniform in ±1/√fan-in (PyTorch's default for convolution and linear layers).
    case uniformFanIn
  }

  /// The distribution of initial biases.
  public enum Biases: Hashable, Sendable {
    /// All this value.
    case constant(Double)
    /// Uniform in ±1/√fan-in of the layer's weights.
    case uniformFanIn
  }

  /// How weights begin.
  public var weights: Weights
  /// How biases begin.
  public var biases: Biases

  /// An initialization of both.
  public init(weights: Weights, biases: Biases) {
    self.weights = weights
    self.biases = biases
  }

  /// Normal weights of the given standard deviation, constant biases.
  public static func normal(_ deviation: Double, bias: Double) -> Initialization {
    Initialization(weights: .normal(deviation: deviation), biases: .constant(bias))
  }

  /// PyTorch's default for convolution and linear layers.
  public static let framework = Initialization(weights: .uniformFanIn, biases: .uniformFanIn)
}
