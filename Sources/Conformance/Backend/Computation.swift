import Operations

/// What a case computes, with every convention. Names of inputs and results are those of Fixtures/README.md.
public enum Computation: Sendable {
  /// `output ← α·A·B + β·C`, either factor transposed or not.
  case matrixMultiply(alpha: Double, beta: Double, transposesLeft: Bool, transposesRight: Bool)
  /// Convolution with shared filters.
  case convolution(Convolution)
  /// Convolution with filters of each position's own.
  case locallyConnected(LocallyConnected)
  /// Product with a weight matrix.
  case fullyConnected
  /// Response normalization.
  case responseNormalization(ResponseNormalization)
  /// Maximum over windows.
  case maxPooling(MaxPooling)
  /// Mean over windows.
  case averagePooling(AveragePooling)
  /// ReLU.
  case rectifier
  /// Dropout, of a training pass (with a mask) or of a testing pass.
  case dropout(Dropout, isTraining: Bool)
  /// Softmax over the last dimension.
  case softmax
  /// Softmax and its loss; gradients times the scale.
  case softmaxCrossEntropy(scale: Double)
  /// The best classes and the label's rank.
  case topK(Int)
  /// A network's loss and gradients.
  case network(NetworkProblem)
  /// Steps of momentum SGD.
  case training(TrainingProblem)
  /// An image on its way to a network.
  case preparation(ImageProblem)

  /// Whether it is a network's or training's, whose layers round one after the other.
  var isComposed: Bool {
    switch self {
    case .network, .training: true
    default: false
    }
  }
}
