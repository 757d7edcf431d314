import Networks
import Operations
import Tensors
import Testing

/// A small network to run in tests, named for what is odd about it.
struct SampleNetwork: Sendable, CustomTestStringConvertible {
  let name: String
  let specification: NetworkSpecification

  var testDescription: String { name }

  init(_ name: String, height: Int = 11, width: Int = 9, channels: InputConvention.Channels = .rgb, _ kinds: [Layer]) {
    self.name = name
    specification = NetworkSpecification(
      name: name, summary: name,
      input: InputConvention(
        height: height, width: width, frame: height, channels: channels, range: 1, centring: .none),
      layers: kinds.enumerated().map { LayerSpecification("\($1)\($0)", $1.kind) },
      recipe: TrainingRecipe(
        batch: 4, epochs: 2, learningRate: 0.05, momentum: 0.9, weightDecay: 1e-3, schedule: .constant))
  }

  init(_ specification: NetworkSpecification) {
    name = specification.name
    self.specification = specification
  }

  /// The layers that samples are made of, by short names.
  enum Layer: String, Sendable {
    case conv, grouped, strided, local, hidden, classes, relu, norm, towers, spatial, powered, pool, ceil, average
    case drop, scaled

    var kind: LayerSpecification.Kind {
      let initialization = Initialization(weights: .heNormal, biases: .uniformFanIn)
      func parameters(_ outputs: Int) -> LayerSpecification.Parameters {
        LayerSpecification.Parameters(outputs: outputs, initialization: initialization)
      }
      func normalization(_ extent: ResponseNormalization.Extent, beta: Double = 0.75) -> ResponseNormalization {
        ResponseNormalization(k: 1, alpha: 0.5, beta: beta, window: 3, dividesAlphaByWindow: true, extent: extent)
      }
      switch self {
      case .conv: return .convolution(Convolution(geometry: WindowGeometry(3, padding: 1)), parameters(8))
      case .grouped:
        return .convolution(Convolution(geometry: WindowGeometry(3, padding: 1), groups: 2), parameters(6))
      case .strided: return .convolution(Convolution(geometry: WindowGeometry(5, stride: 2)), parameters(6))
      case .local: return .locallyConnected(LocallyConnected(geometry: WindowGeometry(3, padding: 1)), parameters(4))
      case .hidden: return .fullyConnected(parameters(20))
      case .classes: return .fullyConnected(parameters(7))
      case .relu: return .rectifier
      case .norm: return .responseNormalization(normalization(.acrossChannels(groups: 1)))
      case .towers: return .responseNormalization(normalization(.acrossChannels(groups: 2)))
      case .spatial: return .responseNormalization(normalization(.spatial))
      case .powered: return .responseNormalization(normalization(.acrossChannels(groups: 1), beta: 0.6))
      case .pool: return .maxPooling(MaxPooling(geometry: WindowGeometry(3, stride: 2)))
      case .ceil: return .maxPooling(MaxPooling(geometry: WindowGeometry(2, stride: 2, rounding: .ceil)))
      case .average:
        return .averagePooling(
          AveragePooling(geometry: WindowGeometry(3, stride: 2, padding: 1), countsPadding: false))
      case .drop: return .dropout(Dropout(rate: 0.5, scaling: .training))
      case .scaled: return .dropout(Dropout(rate: 0.3, scaling: .testing))
      }
    }
  }

  /// Layers in every order that a memory plan might get wrong.
  static let all: [SampleNetwork] = [
    SampleNetwork("the usual order", [.conv, .relu, .norm, .pool, .grouped, .relu, .hidden, .relu, .drop, .classes]),
    SampleNetwork("dropout right after max pooling", [.conv, .relu, .pool, .drop, .hidden, .relu, .scaled, .classes]),
    SampleNetwork("dropout after pooling and ReLU", [.conv, .pool, .relu, .drop, .grouped, .classes]),
    SampleNetwork("two ReLUs between pooling and dropout", [.conv, .pool, .relu, .relu, .drop, .conv, .classes]),
    SampleNetwork("dropout twice after pooling", [.conv, .pool, .drop, .drop, .relu, .conv, .pool, .scaled, .classes]),
    SampleNetwork("ReLU after pooling", [.conv, .ceil, .relu, .conv, .pool, .relu, .classes]),
    SampleNetwork("normalization before ReLU", [.conv, .norm, .relu, .pool, .grouped, .towers, .relu, .classes]),
    SampleNetwork("spatial normalization", [.conv, .relu, .spatial, .pool, .conv, .spatial, .relu, .classes]),
    SampleNetwork("normalization upon normalization", [.conv, .norm, .spatial, .powered, .drop, .norm, .classes]),
    SampleNetwork("ReLU first", [.relu, .conv, .relu, .ceil, .classes]),
    SampleNetwork("dropout first", [.scaled, .relu, .conv, .drop, .relu, .classes]),
    SampleNetwork("average pooling last", [.strided, .relu, .pool, .conv, .relu, .average, .classes]),
    SampleNetwork("average pooling, ReLU and dropout", [.conv, .average, .relu, .drop, .average, .drop, .classes]),
    SampleNetwork("locally connected", [.conv, .relu, .pool, .local, .relu, .drop, .local, .norm, .classes]),
    SampleNetwork("two dropouts in a row", [.conv, .drop, .scaled, .relu, .hidden, .drop, .drop, .classes]),
    SampleNetwork("nothing trainable before the third layer", [.pool, .spatial, .conv, .relu, .norm, .classes]),
    SampleNetwork("ReLU and dropout at the end", [.conv, .relu, .pool, .hidden, .relu, .classes, .relu, .drop]),
    SampleNetwork("pooling upon pooling", [.conv, .relu, .ceil, .pool, .relu, .drop, .classes]),
    SampleNetwork("convolution upon convolution", channels: .gray, [.conv, .grouped, .strided, .local, .classes]),
    SampleNetwork("one layer", [.classes]),
    SampleNetwork("fully connected layers alone", [.hidden, .hidden, .relu, .drop, .hidden, .classes]),
  ]

  /// One that holds a layer of every kind.
  static let everyKind = SampleNetwork(
    "every kind",
    [
      .conv, .relu, .norm, .pool, .grouped, .relu, .spatial, .local, .relu, .average, .drop, .hidden, .relu, .scaled,
      .classes,
    ])

  /// Images between −1 and 1, the same for every precision.
  func images<Scalar: TensorScalar>(_ count: Int, of: Scalar.Type, seed: UInt64 = 3) -> Tensor<Scalar> {
    let input = specification.input
    let shape: Shape = [count, input.height, input.width, input.channels.count]
    let stream = RandomStream(seed: seed, purpose: .verification)
    return Tensor(shape: shape, elements: (0..<shape.count).map { Scalar(2 * stream.uniform($0) - 1) })
  }

  /// A class for each of `count` images.
  static func labels(_ count: Int, classes: Int = 7) -> [Int] { (0..<count).map { ($0 * 5 + 2) % classes } }
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
