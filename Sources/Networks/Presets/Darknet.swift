import Operations

extension NetworkSpecification {
  /// darknet's `alexnet.cfg`: the paper's filters in one tower without normalization, 62,378,344 parameters.
  ///
  /// What is particular:
  ///
  /// - No groups and no normalization; 227×227 RGB, 0–1, nothing subtracted; all sizes rounded down.
  /// - Weights normal with σ = √(2 / fan-in), biases 0.
  /// - Biases have the weights' rate but no decay. Dropout scales by 2 while training.
  /// - The rate is outside the velocity, as in PyTorch, and falls as `(1 − progress)⁴` from 0.01 over 800,000 batches of
  ///   128: 80 epochs of ILSVRC-2012.
  public static func darknet(classes: Int = 1000) -> NetworkSpecification {
    let biases = ParameterPolicy(rateFactor: 1, decay: 0)
    let he = Initialization(weights: .heNormal, biases: .constant(0))
    let padded = WindowGeometry(3, padding: 1)
    return NetworkSpecification(
      name: "darknet",
      summary: "darknet's alexnet: the paper's filters in one tower, no normalization, polynomial rate.",
      input: InputConvention(height: 227, width: 227, frame: 256, channels: .rgb, range: 1, centring: .none),
      layers: [
        .convolution("conv1", 96, WindowGeometry(11, stride: 4), he, biases: biases),
        .rectifier("relu1"),
        .maxPooling("pool1", rounding: .floor),
        .convolution("conv2", 256, WindowGeometry(5, padding: 2), he, biases: biases),
        .rectifier("relu2"),
        .maxPooling("pool2", rounding: .floor),
        .convolution("conv3", 384, padded, he, biases: biases),
        .rectifier("relu3"),
        .convolution("conv4", 384, padded, he, biases: biases),
        .rectifier("relu4"),
        .convolution("conv5", 256, padded, he, biases: biases),
        .rectifier("relu5"),
        .maxPooling("pool5", rounding: .floor),
        .fullyConnected("fc6", 4096, he, biases: biases),
        .rectifier("relu6"),
        .dropout("drop6", scaling: .training),
        .fullyConnected("fc7", 4096, he, biases: biases),
        .rectifier("relu7"),
        .dropout("drop7", scaling: .training),
        .fullyConnected("fc8", classes, he, biases: biases),
      ],
      recipe: TrainingRecipe(
        batch: 128, epochs: 80, learningRate: 0.01, momentum: 0.9, weightDecay: 0.0005, form: .pytorch,
        schedule: .polynomial(power: 4),
        augmentation: AugmentationRecipe(crop: .random, mirrors: true, colour: .none)))
  }
}
