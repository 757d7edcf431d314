import Operations

extension NetworkSpecification {
  /// torchvision's `alexnet` ("One weird trick for parallelizing convolutional neural networks", Krizhevsky 2014, one
  /// tower): 61,100,840 parameters, 714,188,480 multiply-adds.
  ///
  /// What is particular:
  ///
  /// - 64, 192, 384, 256 and 256 filters, no groups, no normalization.
  /// - Input 224×224 RGB, 0–1, minus the mean and divided by the standard deviation of each channel. conv1 has padding 2;
  ///   all sizes are rounded down. The adaptive pooling before the classifier changes nothing at this size and is left
  ///   out.
  /// - Dropout stands *before* fc6 and fc7 and scales by 2 while training.
  /// - Weights and biases begin uniform in ±1/√fan-in, PyTorch's default; biases are trained and decayed as weights are.
  /// - Recipe of torchvision's training script: rate 0.01, ÷10 every 30 epochs, decay 1e-4, eight times 32 images a step.
  ///   PyTorch's form of momentum.
  public static func torchvision(classes: Int = 1000) -> NetworkSpecification {
    let padded = WindowGeometry(3, padding: 1)
    return NetworkSpecification(
      name: "torchvision",
      summary: "torchvision's alexnet: one tower, narrower, no normalization, dropout before fc6 and fc7.",
      input: InputConvention(
        height: 224, width: 224, frame: 256, framing: .whole, channels: .rgb, range: 1,
        centring: .standardized(mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])),
      layers: [
        .convolution("conv1", 64, WindowGeometry(11, stride: 4, padding: 2), .framework, biases: .standard),
        .rectifier("relu1"),
        .maxPooling("pool1", rounding: .floor),
        .convolution("conv2", 192, WindowGeometry(5, padding: 2), .framework, biases: .standard),
        .rectifier("relu2"),
        .maxPooling("pool2", rounding: .floor),
        .convolution("conv3", 384, padded, .framework, biases: .standard),
        .rectifier("relu3"),
        .convolution("conv4", 256, padded, .framework, biases: .standard),
        .rectifier("relu4"),
        .convolution("conv5", 256, padded, .framework, biases: .standard),
        .rectifier("relu5"),
        .maxPooling("pool5", rounding: .floor),
        .dropout("drop6", scaling: .training),
        .fullyConnected("fc6", 4096, .framework, biases: .standard),
        .rectifier("relu6"),
        .dropout("drop7", scaling: .training),
        .fullyConnected("fc7", 4096, .framework, biases: .standard),
        .rectifier("relu7"),
        .fullyConnected("fc8", classes, .framework, biases: .standard),
      ],
      recipe: TrainingRecipe(
        batch: 256, epochs: 90, learningRate: 0.01, momentum: 0.9, weightDecay: 1e-4, form: .pytorch,
        schedule: .step(epochs: 30, factor: 0.1),
        augmentation: AugmentationRecipe(crop: .randomResized, mirrors: true, colour: .none)))
  }
}
