import Operations

extension NetworkSpecification {
  /// An AlexNet in small, for 28×28 gray images: the default of training.
  ///
  /// It has every kind of layer that the paper's network has, overlapping pooling, groups, normalization and dropout
  /// among them, and trains in minutes on a processor.
  ///
  /// What is particular:
  ///
  /// - Input 28×28 gray, 0–1, standardized by the mean and the deviation of Fashion-MNIST's training images.
  ///   28 → 14 → 7 → 3, pooling rounded up.
  /// - conv2 and conv4 in two groups; ReLU → normalization → pooling in the first two layers.
  /// - Normalization and dropout as in the paper: k 2, α undivided; halved in testing.
  /// - Weights normal with σ = √(2 / fan-in), biases 0; biases have twice the rate and no decay.
  public static func compact(classes: Int = 10) -> NetworkSpecification {
    let biases = ParameterPolicy.doubleRateNoDecay
    let he = Initialization(weights: .heNormal, biases: .constant(0))
    let normalization = ResponseNormalization(
      k: 2, alpha: 1e-4, beta: 0.75, window: 5, dividesAlphaByWindow: false, extent: .acrossChannels(groups: 1))
    return NetworkSpecification(
      name: "compact",
      summary: "An AlexNet in small, for 28×28 gray images: four convolutions and two fully connected layers.",
      input: InputConvention(
        height: 28, width: 28, frame: 28, channels: .gray, range: 1,
        centring: .standardized(mean: [0.2860], deviation: [0.3530])),
      layers: [
        .convolution("conv1", 32, WindowGeometry(5, padding: 2), he, biases: biases),
        .rectifier("relu1"),
        .normalization("norm1", normalization),
        .maxPooling("pool1", rounding: .ceil),
        .convolution("conv2", 64, WindowGeometry(5, padding: 2), groups: 2, he, biases: biases),
        .rectifier("relu2"),
        .normalization("norm2", normalization),
        .maxPooling("pool2", rounding: .ceil),
        .convolution("conv3", 96, WindowGeometry(3, padding: 1), he, biases: biases),
        .rectifier("relu3"),
        .convolution("conv4", 64, WindowGeometry(3, padding: 1), groups: 2, he, biases: biases),
        .rectifier("relu4"),
        .maxPooling("pool4", rounding: .ceil),
        .fullyConnected("fc5", 256, he, biases: biases),
        .rectifier("relu5"),
        .dropout("drop5", scaling: .testing),
        .fullyConnected("fc6", classes, he, biases: biases),
      ],
      recipe: TrainingRecipe(
        batch: 32, epochs: 12, learningRate: 0.02, momentum: 0.9, weightDecay: 0.0005, form: .paper,
        schedule: .multiStep(epochs: [8, 11], factor: 0.1),
        augmentation: .none))
  }
}
