import Operations

/// One layer of a network: its name and what it does, with every convention spelled out.
public struct LayerSpecification: Hashable, Sendable {
  /// A layer with filters or weights and biases.
  public struct Parameters: Hashable, Sendable {
    /// Output channels (filters).
    public var outputs: Int
    /// How they begin.
    public var initialization: Initialization
    /// How weights are trained.
    public var weights: ParameterPolicy
    /// How biases are trained.
    public var biases: ParameterPolicy

    /// Whether training changes any of them; a layer of which it does not is frozen.
    public var isTrained: Bool { weights.isTrained || biases.isTrained }

    /// Parameters of the given number of outputs.
    public init(
      outputs: Int, initialization: Initialization, weights: ParameterPolicy = .standard,
      biases: ParameterPolicy = .standard
    ) {
      self.outputs = outputs
      self.initialization = initialization
      self.weights = weights
      self.biases = biases
    }
  }

  /// What a layer does.
  public enum Kind: Hashable, Sendable {
    /// Convolution with shared filters.
    case convolution(Convolution, Parameters)
    /// Convolution with filters of each position's own.
    case locallyConnected(LocallyConnected, Parameters)
    /// Product with a weight matrix; an image input counts as one row in the order rows, columns, channels.
    case fullyConnected(Parameters)
    /// ReLU.
    case rectifier
    /// Response normalization, across channels or spatial.
    case responseNormalization(ResponseNormalization)
    /// Maximum over windows.
    case maxPooling(MaxPooling)
    /// Mean over windows.
    case averagePooling(AveragePooling)
    /// Dropout.
    case dropout(Dropout)
  }

  /// A name, unique in the network, such as "conv1".
  public var name: String
  /// What the layer does.
  public var kind: Kind

  /// A layer of the given name and kind.
  public init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }
}
