import Operations

extension NetworkSpecification {
  /// The authors' best network for CIFAR-10, 11 % error (cuda-convnet's example layers `conv-local-11pct`; the paper's
  /// section 3.3 quotes it, 13 % without normalization): 2,112,970 parameters.
  ///
  /// What is particular:
  ///
  /// - Input 24×24 RGB, crops of the 32×32 images, 0–255, minus the centre of the mean image. 24 → 12 → 6.
  /// - Normalization across 9 channels, k = 1, α = 1e-3 divided by 9, β = ¾: after pooling in the first layer, before it in
  ///   the second.
  /// - Two locally connected layers, whose filters are not shared between positions: σ 0.04, decay 0.004.
  /// - No decay in convolutions, 0.01 in the last layer; rate 0.001, twice that and no decay for biases.
  /// - The rate is divided by 10 twice at the end, ten epochs each, of about 500 epochs.
  public static func cifar10LocallyConnected(classes: Int = 10) -> NetworkSpecification {
    let biases = ParameterPolicy.doubleRateNoDecay
    let undecayed = ParameterPolicy(decay: 0)
    let window = WindowGeometry(5, padding: 2, rounding: .ceil)
    let local = WindowGeometry(3, padding: 1, rounding: .ceil)
    let normalization = ResponseNormalization(
      k: 1, alpha: 1e-3, beta: 0.75, window: 9, dividesAlphaByWindow: true, extent: .acrossChannels(groups: 1))
    return NetworkSpecification(
      name: "cifar10-11pct",
      summary: "cuda-convnet's best network for CIFAR-10: two convolutions, two locally connected layers, 11 % error.",
      input: InputConvention(
        height: 24, width: 24, frame: 32, channels: .rgb, range: 255, centring: .centreOfMeanImage),
      layers: [
        .convolution("conv1", 64, window, .normal(1e-4, bias: 0), weights: undecayed, biases: biases),
        .rectifier("relu1"),
        .maxPooling("pool1", rounding: .ceil),
        .normalization("norm1", normalization),
        .convolution("conv2", 64, window, .normal(0.01, bias: 0), weights: undecayed, biases: biases),
        .rectifier("relu2"),
        .normalization("norm2", normalization),
        .maxPooling("pool2", rounding: .ceil),
        .locallyConnected("local3", 64, local, .normal(0.04, bias: 0), biases: biases),
        .rectifier("relu3"),
        .locallyConnected("local4", 32, local, .normal(0.04, bias: 0), biases: biases),
        .rectifier("relu4"),
        .fullyConnected(
          "fc10", classes, .normal(0.01, bias: 0), weights: ParameterPolicy(decay: 0.01), biases: biases),
      ],
      recipe: TrainingRecipe(
        batch: 128, epochs: 500, learningRate: 0.001, momentum: 0.9, weightDecay: 0.004, form: .paper,
        schedule: .multiStep(epochs: [480, 490], factor: 0.1),
        augmentation: AugmentationRecipe(crop: .random, mirrors: true, colour: .none)))
  }
}
