import Networks
import Operations

extension DigestProblem {
  /// Twenty steps of each form of momentum SGD on a network with groups, response normalization, overlapping pooling and
  /// dropout.
  static var training: [DigestProblem] {
    [
      training("training, paper's form", .paper, scaling: .testing, seed: 60),
      training("training, PyTorch's form", .pytorch, scaling: .training, seed: 80),
    ]
  }

  private static let steps = 20
  private static let batch = 6
  private static let images = 17

  private static func training(
    _ name: String, _ form: TrainingRecipe.OptimizerForm, scaling: Dropout.Scaling, seed: UInt64
  ) -> DigestProblem {
    func parameters(_ outputs: Int) -> LayerSpecification.Parameters {
      LayerSpecification.Parameters(
        outputs: outputs, initialization: .normal(0, bias: 0), biases: .doubleRateNoDecay)
    }
    let specification = NetworkSpecification(
      name: name, summary: name,
      input: InputConvention(height: 11, width: 13, frame: 13, channels: .rgb, range: 1, centring: .none),
      layers: [
        LayerSpecification(
          "conv1", .convolution(Convolution(geometry: WindowGeometry(3, padding: 1)), parameters(12))),
        LayerSpecification("relu1", .rectifier),
        LayerSpecification(
          "norm1",
          .responseNormalization(
            ResponseNormalization(
              k: 2, alpha: 0.1, beta: 0.75, window: 5, dividesAlphaByWindow: false, extent: .acrossChannels(groups: 1)))
        ),
        LayerSpecification("pool1", .maxPooling(MaxPooling(geometry: WindowGeometry(3, stride: 2)))),
        LayerSpecification(
          "conv2", .convolution(Convolution(geometry: WindowGeometry(3, padding: 1), groups: 2), parameters(18))),
        LayerSpecification("relu2", .rectifier),
        LayerSpecification("fc3", .fullyConnected(parameters(23))),
        LayerSpecification("relu3", .rectifier),
        LayerSpecification("drop3", .dropout(Dropout(rate: 0.5, scaling: scaling))),
        LayerSpecification("fc4", .fullyConnected(parameters(7))),
      ],
      recipe: TrainingRecipe(
        batch: batch, epochs: 1, learningRate: 0.02, momentum: 0.9, weightDecay: 5e-4, form: form,
        schedule: .constant))
    let shapes: KeyValuePairs = [
      "conv1.weight": [12, 3, 3, 3], "conv1.bias": [12], "conv2.weight": [18, 6, 3, 3], "conv2.bias": [18],
      "fc3.weight": [23, 540], "fc3.bias": [23], "fc4.weight": [7, 23], "fc4.bias": [7],
    ]
    var inputs = [
      "images": random([images, 3, 11, 13], seed), "labels": integers([images], seed + 1, below: 7),
      "order": integers([steps, batch], seed + 2, below: images),
    ]
    for (index, (name, shape)) in shapes.enumerated() {
      let fanIn = shape.dropFirst().reduce(1, *)
      inputs[name] = random(
        shape, seed + 3 + UInt64(index), scale: shape.count > 1 ? 1 / Double(fanIn).squareRoot() : 0.1)
    }
    let rates = (0..<steps).map { $0 < 12 ? 0.02 : 0.002 }
    let wanted = shapes.map { "\($0.key).history" } + ["losses"]
    return DigestProblem(
      name,
      .training(
        TrainingProblem(
          specification: specification, rates: rates, batch: batch, seed: seed, firstStep: 0)),
      inputs, results: wanted)
  }
}
