import Operations

extension NetworkSpecification {
  /// The authors' quickest network for CIFAR-10, 26 % error (cuda-convnet's example layers `80sec`): 145,578 parameters.
  ///
  /// What is particular:
  ///
  /// - Input 32×32 RGB, 0–255, the mean image subtracted. Pooling starts at 0 and rounds sizes up: 32 → 16 → 8 → 4.
  /// - Maxima in the first layer, *before* ReLU; means of the inputs that a window has in the others, after it.
  /// - σ 1e-4 in conv1, 0.01 in conv2 and conv3, 0.1 in the fully connected layers; biases 0.
  /// - Decay 0.004 in convolutions, 0.03 in the fully connected layers; rate 0.001, twice that and no decay for biases.
  /// - The rate is divided by 10 after 8 epochs. The source does not say when to stop; two epochs more stand here.
  public static func cifar10Fast(classes: Int = 10) -> NetworkSpecification {
    let biases = ParameterPolicy.doubleRateNoDecay
    let strong = ParameterPolicy(decay: 0.03)
    let window = WindowGeometry(5, padding: 2, rounding: .ceil)
    return NetworkSpecification(
      name: "cifar10-80sec",
      summary:
        "cuda-convnet's quick network for CIFAR-10: three convolutions and two fully connected layers, 26 % error.",
      input: InputConvention(height: 32, width: 32, frame: 32, channels: .rgb, range: 255, centring: .meanImage),
      layers: [
        .convolution("conv1", 32, window, .normal(1e-4, bias: 0), biases: biases),
        .maxPooling("pool1", rounding: .ceil),
        .rectifier("relu1"),
        .convolution("conv2", 32, window, .normal(0.01, bias: 0), biases: biases),
        .rectifier("relu2"),
        .averagePooling("pool2"),
        .convolution("conv3", 64, window, .normal(0.01, bias: 0), biases: biases),
        .rectifier("relu3"),
        .averagePooling("pool3"),
        .fullyConnected("fc64", 64, .normal(0.1, bias: 0), weights: strong, biases: biases),
        .rectifier("relu4"),
        .fullyConnected("fc10", classes, .normal(0.1, bias: 0), weights: strong, biases: biases),
      ],
      recipe: TrainingRecipe(
        batch: 128, epochs: 10, learningRate: 0.001, momentum: 0.9, weightDecay: 0.004, form: .paper,
        schedule: .multiStep(epochs: [8], factor: 0.1),
        augmentation: .none))
  }
}
