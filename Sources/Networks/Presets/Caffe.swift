import Operations

extension NetworkSpecification {
  /// Caffe's `bvlc_alexnet`: the paper's network in Caffe's conventions, 60,965,224 parameters.
  ///
  /// What is particular:
  ///
  /// - Input 227×227 BGR, 0–255, the mean image subtracted where the crop lies. Convolutions round sizes down, pooling up.
  /// - ReLU → normalization → pooling; k = 1, α = 1e-4 divided by n = 5, windows over all channels.
  /// - σ is 0.01 in convolutions and fc8, 0.005 in fc6 and fc7; biases are 0.1 where the paper has 1.
  /// - Biases have twice the rate and no decay. Dropout scales by 2 while training.
  /// - Rate 0.01, ÷10 every 100,000 iterations of 256 images, 450,000 in all: 20 and 90 epochs of ILSVRC-2012.
  public static func caffe(classes: Int = 1000) -> NetworkSpecification {
    caffeVariant(
      name: "caffe", summary: "Caffe's bvlc_alexnet: BGR input of 227, normalization with k = 1 before pooling.",
      positiveBias: 0.1, poolsBeforeNormalization: false, classes: classes)
  }

  /// Caffe's `bvlc_reference_caffenet`: `caffe` with pooling before normalization, 60,965,224 parameters.
  ///
  /// What is particular beside that: biases are 1 where the paper has 1.
  public static func caffenet(classes: Int = 1000) -> NetworkSpecification {
    caffeVariant(
      name: "caffenet", summary: "Caffe's bvlc_reference_caffenet: as caffe, but pooling before normalization.",
      positiveBias: 1, poolsBeforeNormalization: true, classes: classes)
  }

  private static func caffeVariant(
    name: String, summary: String, positiveBias: Double, poolsBeforeNormalization: Bool, classes: Int
  ) -> NetworkSpecification {
    let biases = ParameterPolicy.doubleRateNoDecay
    let zero = Initialization.normal(0.01, bias: 0)
    let positive = Initialization.normal(0.01, bias: positiveBias)
    let narrow = Initialization.normal(0.005, bias: positiveBias)
    let padded = WindowGeometry(3, padding: 1)

    func normalizedAndPooled(_ number: Int) -> [LayerSpecification] {
      let normalization = ResponseNormalization(
        k: 1, alpha: 1e-4, beta: 0.75, window: 5, dividesAlphaByWindow: true, extent: .acrossChannels(groups: 1))
      let layers: [LayerSpecification] = [
        .normalization("norm\(number)", normalization), .maxPooling("pool\(number)", rounding: .ceil),
      ]
      return poolsBeforeNormalization ? layers.reversed() : layers
    }

    let first: [LayerSpecification] =
      [.convolution("conv1", 96, WindowGeometry(11, stride: 4), zero, biases: biases), .rectifier("relu1")]
      + normalizedAndPooled(1)
    let second: [LayerSpecification] =
      [
        .convolution("conv2", 256, WindowGeometry(5, padding: 2), groups: 2, positive, biases: biases),
        .rectifier("relu2"),
      ] + normalizedAndPooled(2)
    let rest: [LayerSpecification] = [
      .convolution("conv3", 384, padded, zero, biases: biases),
      .rectifier("relu3"),
      .convolution("conv4", 384, padded, groups: 2, positive, biases: biases),
      .rectifier("relu4"),
      .convolution("conv5", 256, padded, groups: 2, positive, biases: biases),
      .rectifier("relu5"),
      .maxPooling("pool5", rounding: .ceil),
      .fullyConnected("fc6", 4096, narrow, biases: biases),
      .rectifier("relu6"),
      .dropout("drop6", scaling: .training),
      .fullyConnected("fc7", 4096, narrow, biases: biases),
      .rectifier("relu7"),
      .dropout("drop7", scaling: .training),
      .fullyConnected("fc8", classes, zero, biases: biases),
    ]
    return NetworkSpecification(
      name: name, summary: summary,
      input: InputConvention(height: 227, width: 227, frame: 256, channels: .bgr, range: 255, centring: .meanImage),
      layers: first + second + rest,
      recipe: TrainingRecipe(
        batch: 256, epochs: 90, learningRate: 0.01, momentum: 0.9, weightDecay: 0.0005, form: .paper,
        schedule: .step(epochs: 20, factor: 0.1),
        augmentation: AugmentationRecipe(crop: .random, mirrors: true, colour: .none)))
  }
}
