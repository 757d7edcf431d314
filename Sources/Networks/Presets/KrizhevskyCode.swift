import Operations

extension NetworkSpecification {
  /// The network as the authors' released code trains it (its run 145): the paper's shapes and parameters, 60,965,224 of
  /// them, with other conventions.
  ///
  /// What is particular:
  ///
  /// - Input 224×224 RGB, 0–255, minus the *centre* of the mean image wherever the crop lies. Sizes are
  ///   `1 + ceil((2·padding + size − filter) / stride)` everywhere: 224 → 55 → 27 → 13 → 6.
  /// - norm1 acts on conv1 *before* ReLU, which follows pool1. norm2 follows ReLU.
  /// - norm2 is followed by a second, spatial normalization (5×5 pixels, α 0.001, β ¾).
  /// - α is divided by the window's size (5, or 25 pixels), k = 2 is a constant of that code in both kinds, and windows
  ///   across channels stop at the tower's edge (48 or 128 channels): two groups.
  /// - σ is 0.03 in conv3, conv4 and conv5, else 0.01; biases as in the paper.
  /// - Biases have twice the rate and no decay.
  /// - Rate 0.01 to epoch 25, 0.001 to 51, 1e-4 to 79, 1e-5 to 91, as the run's log has it.
  ///
  /// When the towers' weights are merged: fc7's tower b reads (fc6b, fc6a) in that code.
  public static func krizhevskyCode(classes: Int = 1000) -> NetworkSpecification {
    let normalization = ResponseNormalization(
      k: 2, alpha: 1e-4, beta: 0.75, window: 5, dividesAlphaByWindow: true, extent: .acrossChannels(groups: 2))
    let spatialNormalization = ResponseNormalization(
      k: 2, alpha: 0.001, beta: 0.75, window: 5, dividesAlphaByWindow: true, extent: .spatial)
    let biases = ParameterPolicy.doubleRateNoDecay
    let padded = WindowGeometry(3, padding: 1, rounding: .ceil)
    return NetworkSpecification(
      name: "krizhevsky-code",
      summary:
        "AlexNet as its authors' released code trains it: normalization before ReLU in layer 1, one more in layer 2.",
      input: InputConvention(
        height: 224, width: 224, frame: 256, channels: .rgb, range: 255, centring: .centreOfMeanImage),
      layers: [
        .convolution(
          "conv1", 96, WindowGeometry(11, stride: 4, rounding: .ceil), .normal(0.01, bias: 0), biases: biases),
        .normalization("norm1", normalization),
        .maxPooling("pool1", rounding: .ceil),
        .rectifier("relu1"),
        .convolution(
          "conv2", 256, WindowGeometry(5, padding: 2, rounding: .ceil), groups: 2, .normal(0.01, bias: 1),
          biases: biases),
        .rectifier("relu2"),
        .normalization("norm2", normalization),
        .normalization("norm2b", spatialNormalization),
        .maxPooling("pool2", rounding: .ceil),
        .convolution("conv3", 384, padded, .normal(0.03, bias: 0), biases: biases),
        .rectifier("relu3"),
        .convolution("conv4", 384, padded, groups: 2, .normal(0.03, bias: 1), biases: biases),
        .rectifier("relu4"),
        .convolution("conv5", 256, padded, groups: 2, .normal(0.03, bias: 1), biases: biases),
        .rectifier("relu5"),
        .maxPooling("pool5", rounding: .ceil),
        .fullyConnected("fc6", 4096, .normal(0.01, bias: 1), biases: biases),
        .rectifier("relu6"),
        .dropout("drop6", scaling: .testing),
        .fullyConnected("fc7", 4096, .normal(0.01, bias: 1), biases: biases),
        .rectifier("relu7"),
        .dropout("drop7", scaling: .testing),
        .fullyConnected("fc8", classes, .normal(0.01, bias: 0), biases: biases),
      ],
      recipe: TrainingRecipe(
        batch: 128, epochs: 91, learningRate: 0.01, momentum: 0.9, weightDecay: 0.0005, form: .paper,
        schedule: .multiStep(epochs: [25, 51, 79], factor: 0.1),
        augmentation: AugmentationRecipe(crop: .random, mirrors: true, colour: .krizhevskyCode)))
  }
}
