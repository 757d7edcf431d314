import Operations

extension NetworkSpecification {
  /// The authors' network for CIFAR-10 with spatial normalization, 18 % error (cuda-convnet's example layers `18pct`):
  /// 89,578 parameters.
  ///
  /// What is particular beside `cifar10Fast`:
  ///
  /// - Spatial normalization over 3×3 pixels follows the first two layers: k = 1, α = 5e-5 divided by 9, β = ¾.
  /// - No hidden fully connected layer; the last one has σ 0.01 and decay 1.
  /// - The rate is divided by 10 after 120 epochs and again after 10 more; ten epochs stand here for the last rate.
  public static func cifar10Normalized(classes: Int = 10) -> NetworkSpecification {
    let biases = ParameterPolicy.doubleRateNoDecay
    let window = WindowGeometry(5, padding: 2, rounding: .ceil)
    let normalization = ResponseNormalization(
      k: 1, alpha: 5e-5, beta: 0.75, window: 3, dividesAlphaByWindow: true, extent: .spatial)
    return NetworkSpecification(
      name: "cifar10-18pct",
      summary: "cuda-convnet's network for CIFAR-10 with spatial normalization: three convolutions, 18 % error.",
      input: InputConvention(height: 32, width: 32, frame: 32, channels: .rgb, range: 255, centring: .meanImage),
      layers: [
        .convolution("conv1", 32, window, .normal(1e-4, bias: 0), biases: biases),
        .maxPooling("pool1", rounding: .ceil),
        .rectifier("relu1"),
        .normalization("norm1", normalization),
        .convolution("conv2", 32, window, .normal(0.01, bias: 0), biases: biases),
        .rectifier("relu2"),
        .averagePooling("pool2"),
        .normalization("norm2", normalization),
        .convolution("conv3", 64, window, .normal(0.01, bias: 0), biases: biases),
        .rectifier("relu3"),
        .averagePooling("pool3"),
        .fullyConnected("fc10", classes, .normal(0.01, bias: 0), weights: ParameterPolicy(decay: 1), biases: biases),
      ],
      recipe: TrainingRecipe(
        batch: 128, epochs: 140, learningRate: 0.001, momentum: 0.9, weightDecay: 0.004, form: .paper,
        schedule: .multiStep(epochs: [120, 130], factor: 0.1),
        augmentation: .none))
  }
}
