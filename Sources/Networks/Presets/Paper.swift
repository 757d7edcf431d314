import Operations

extension NetworkSpecification {
  /// The network as the paper describes it (Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep
  /// Convolutional Neural Networks", NIPS 2012): 60,965,224 parameters, 724,406,816 multiply-adds.
  ///
  /// What is particular:
  ///
  /// - Input 224×224 RGB, 0–255, the training set's mean image subtracted (section 2).
  /// - conv1 makes 55×55 of it. The paper does not say how; here sizes are rounded up with padding 0, which is the rule of
  ///   the authors' code: the last window reads three rows or columns of zeros behind the image, as if it were 227×227.
  /// - conv2, conv4 and conv5 are cut into the two towers of section 3.2.
  /// - ReLU, then normalization, then pooling after conv1 and conv2 (section 3.5). k = 2, n = 5, α = 1e-4 as the formula
  ///   of section 3.3 has it, not divided by n, β = ¾; windows run over all channels of the layer.
  /// - Weights normal with σ = 0.01; biases 1 in conv2, conv4, conv5, fc6 and fc7, else 0 (section 5).
  /// - Dropout keeps values as they are in training and halves them in testing (section 4.2).
  /// - One rate and one decay for all parameters, biases too: section 5 has one rule and "an equal learning rate for all
  ///   layers". The authors' code differs; see `krizhevskyCode`.
  /// - Rate 0.01, divided by 10 three times when the validation error stops improving, about 90 epochs. The paper does not
  ///   say how long it waited; five epochs stand here.
  public static func paper(classes: Int = 1000) -> NetworkSpecification {
    let normalization = ResponseNormalization(
      k: 2, alpha: 1e-4, beta: 0.75, window: 5, dividesAlphaByWindow: false, extent: .acrossChannels(groups: 1))
    let zero = Initialization.normal(0.01, bias: 0)
    let one = Initialization.normal(0.01, bias: 1)
    let padded = WindowGeometry(3, padding: 1)
    return NetworkSpecification(
      name: "paper",
      summary: "AlexNet as the paper of 2012 describes it: two towers, response normalization after ReLU.",
      input: InputConvention(height: 224, width: 224, frame: 256, channels: .rgb, range: 255, centring: .meanImage),
      layers: [
        .convolution("conv1", 96, WindowGeometry(11, stride: 4, rounding: .ceil), zero, biases: .standard),
        .rectifier("relu1"),
        .normalization("norm1", normalization),
        .maxPooling("pool1", rounding: .ceil),
        .convolution("conv2", 256, WindowGeometry(5, padding: 2), groups: 2, one, biases: .standard),
        .rectifier("relu2"),
        .normalization("norm2", normalization),
        .maxPooling("pool2", rounding: .ceil),
        .convolution("conv3", 384, padded, zero, biases: .standard),
        .rectifier("relu3"),
        .convolution("conv4", 384, padded, groups: 2, one, biases: .standard),
        .rectifier("relu4"),
        .convolution("conv5", 256, padded, groups: 2, one, biases: .standard),
        .rectifier("relu5"),
        .maxPooling("pool5", rounding: .ceil),
        .fullyConnected("fc6", 4096, one, biases: .standard),
        .rectifier("relu6"),
        .dropout("drop6", scaling: .testing),
        .fullyConnected("fc7", 4096, one, biases: .standard),
        .rectifier("relu7"),
        .dropout("drop7", scaling: .testing),
        .fullyConnected("fc8", classes, zero, biases: .standard),
      ],
      recipe: TrainingRecipe(
        batch: 128, epochs: 90, learningRate: 0.01, momentum: 0.9, weightDecay: 0.0005, form: .paper,
        schedule: .plateau(patience: 5, factor: 0.1, drops: 3),
        augmentation: AugmentationRecipe(crop: .random, mirrors: true, colour: .paper)))
  }
}
