import Datasets
import Kernels
import Networks
import Operations
import Tensors
import Training

/// A network and images so small that a run takes a moment.
enum TinyRun {
  /// Every kind of layer that depends on images of a batch, seeds or steps, over 6×5 crops of 6×6 gray images.
  static func specification(classes: Int = 4, schedule: RateSchedule = .constant) -> NetworkSpecification {
    func parameters(_ outputs: Int) -> LayerSpecification.Parameters {
      LayerSpecification.Parameters(
        outputs: outputs, initialization: Initialization(weights: .heNormal, biases: .constant(0.1)),
        biases: .doubleRateNoDecay)
    }
    let normalization = ResponseNormalization(
      k: 2, alpha: 1e-2, beta: 0.75, window: 3, dividesAlphaByWindow: false, extent: .acrossChannels(groups: 1))
    return NetworkSpecification(
      name: "tiny", summary: "a network for tests",
      input: InputConvention(height: 6, width: 5, frame: 6, channels: .gray, range: 1, centring: .meanImage),
      layers: [
        LayerSpecification("conv1", .convolution(Convolution(geometry: WindowGeometry(3, padding: 1)), parameters(6))),
        LayerSpecification("relu1", .rectifier),
        LayerSpecification("norm1", .responseNormalization(normalization)),
        LayerSpecification("pool1", .maxPooling(MaxPooling(geometry: WindowGeometry(3, stride: 2)))),
        LayerSpecification("fc2", .fullyConnected(parameters(8))),
        LayerSpecification("relu2", .rectifier),
        LayerSpecification("drop2", .dropout(Dropout(rate: 0.5, scaling: .training))),
        LayerSpecification("fc3", .fullyConnected(parameters(classes))),
      ],
      recipe: TrainingRecipe(
        batch: 6, epochs: 2, learningRate: 0.02, momentum: 0.9, weightDecay: 1e-3, schedule: schedule))
  }

  /// Images of random pixels, brighter in the row that the label says.
  static func images(
    _ count: Int, height: Int = 6, width: Int = 6, channels: Int = 1, classes: Int = 4, seed: UInt64 = 1
  ) -> LabeledImages {
    let stream = RandomStream(seed: seed, purpose: .verification)
    let size = height * width * channels
    let labels = (0..<count).map { UInt16($0 * 7 % classes) }
    let pixels = (0..<count * size).map { index -> UInt8 in
      let isBright = index % size / (width * channels) == Int(labels[index / size])
      return UInt8(stream.integer(index, below: 128) + (isBright ? 127 : 0))
    }
    return LabeledImages(
      height: height, width: width, channels: channels, pixels: pixels, labels: labels,
      classNames: (0..<classes).map(String.init))
  }

  /// A configuration of 20 training images in steps of 6: three whole ones and one of 2.
  static func configuration(
    _ specification: NetworkSpecification = specification(), microBatch: Int = 6, seed: UInt64 = 7
  ) -> TrainingConfiguration {
    var configuration = TrainingConfiguration(specification, data: "made in the test", seed: seed)
    configuration.augmentation = AugmentationPolicy(crop: .random, shift: 1, mirrors: true)
    configuration.microBatch = microBatch
    return configuration
  }

  /// A run at its beginning, over 20 training and 9 test images.
  static func trainer(
    _ specification: NetworkSpecification = specification(), _ configuration: TrainingConfiguration? = nil
  ) throws -> Trainer<Float> {
    try Trainer(specification, configuration: configuration ?? self.configuration(specification), data: data())
  }

  /// Data of a run, with the statistics that the network needs.
  static func data(
    training: LabeledImages = images(20), validation: LabeledImages = images(9, seed: 2)
  ) -> TrainingData {
    TrainingData(
      training: training, validation: validation,
      statistics: ImageStatistics.compute(over: training, frame: 6, channels: 1))
  }

  /// Steps until the end, or until `count` more are done.
  static func run(_ trainer: Trainer<Float>, steps count: Int = .max) throws {
    var done = 0
    while !trainer.isFinished && done < count {
      if try trainer.step() { _ = try trainer.finishEpoch(seconds: 0) }
      done += 1
    }
  }
}

extension Tensor {
  /// A copy of what a view shows.
  init(copying view: TensorView<Scalar>) {
    self.init(shape: view.shape)
    withMutableView { $0.copy(from: view) }
  }

  /// The elements' bits.
  var bits: [UInt8] { elements.withUnsafeBytes { [UInt8]($0) } }
}
