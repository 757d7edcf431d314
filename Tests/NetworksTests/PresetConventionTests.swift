import Networks
import Operations
import Testing

/// The conventions in which the variants of the network differ.
struct PresetConventionTests {
  // MARK: Input

  static let inputs: [(NetworkSpecification, InputConvention)] = [
    (.paper(), InputConvention(height: 224, width: 224, frame: 256, channels: .rgb, range: 255, centring: .meanImage)),
    (
      .krizhevskyCode(),
      InputConvention(height: 224, width: 224, frame: 256, channels: .rgb, range: 255, centring: .centreOfMeanImage)
    ),
    (.caffe(), InputConvention(height: 227, width: 227, frame: 256, channels: .bgr, range: 255, centring: .meanImage)),
    (
      .caffenet(),
      InputConvention(height: 227, width: 227, frame: 256, channels: .bgr, range: 255, centring: .meanImage)
    ),
    (
      .torchvision(),
      InputConvention(
        height: 224, width: 224, frame: 256, framing: .whole, channels: .rgb, range: 1,
        centring: .standardized(mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225]))
    ),
    (.darknet(), InputConvention(height: 227, width: 227, frame: 256, channels: .rgb, range: 1, centring: .none)),
    (
      .cifar10Fast(),
      InputConvention(height: 32, width: 32, frame: 32, channels: .rgb, range: 255, centring: .meanImage)
    ),
    (
      .cifar10Normalized(),
      InputConvention(height: 32, width: 32, frame: 32, channels: .rgb, range: 255, centring: .meanImage)
    ),
    (
      .cifar10LocallyConnected(),
      InputConvention(height: 24, width: 24, frame: 32, channels: .rgb, range: 255, centring: .centreOfMeanImage)
    ),
  ]

  @Test func `the small network reads small gray images`() {
    let input = NetworkSpecification.compact().input
    #expect((input.height, input.width, input.channels) == (28, 28, .gray))
  }

  @Test(arguments: inputs)
  func `the input is the source's`(network: NetworkSpecification, input: InputConvention) {
    #expect(network.input == input)
  }

  // MARK: Order

  /// Layers up to the third convolution.
  static let orders: [(NetworkSpecification, String)] = [
    (.paper(), "conv1 relu1 norm1 pool1 conv2 relu2 norm2 pool2"),
    (.krizhevskyCode(), "conv1 norm1 pool1 relu1 conv2 relu2 norm2 norm2b pool2"),
    (.caffe(), "conv1 relu1 norm1 pool1 conv2 relu2 norm2 pool2"),
    (.caffenet(), "conv1 relu1 pool1 norm1 conv2 relu2 pool2 norm2"),
    (.torchvision(), "conv1 relu1 pool1 conv2 relu2 pool2"),
    (.darknet(), "conv1 relu1 pool1 conv2 relu2 pool2"),
    (.cifar10Fast(), "conv1 pool1 relu1 conv2 relu2 pool2"),
    (.cifar10Normalized(), "conv1 pool1 relu1 norm1 conv2 relu2 pool2 norm2"),
    (.cifar10LocallyConnected(), "conv1 relu1 pool1 norm1 conv2 relu2 norm2 pool2"),
    (.compact(), "conv1 relu1 norm1 pool1 conv2 relu2 norm2 pool2"),
  ]

  @Test(arguments: orders)
  func `the first two layers have the source's order`(network: NetworkSpecification, order: String) {
    let names = network.layers.map(\.name).prefix { $0 != "conv3" && $0 != "local3" }
    #expect(names.joined(separator: " ") == order)
  }

  @Test(arguments: [.paper(), .krizhevskyCode(), .caffe(), .caffenet(), .darknet()] as [NetworkSpecification])
  func `dropout follows fc6 and fc7`(network: NetworkSpecification) {
    let names = network.layers.map(\.name).suffix(8)
    #expect(names == ["pool5", "fc6", "relu6", "drop6", "fc7", "relu7", "drop7", "fc8"])
  }

  @Test func `dropout precedes fc6 and fc7 in torchvision`() {
    let names = NetworkSpecification.torchvision().layers.map(\.name).suffix(8)
    #expect(names == ["pool5", "drop6", "fc6", "relu6", "drop7", "fc7", "relu7", "fc8"])
  }

  @Test(
    arguments: [
      (.paper(), .testing), (.krizhevskyCode(), .testing), (.caffe(), .training), (.caffenet(), .training),
      (.torchvision(), .training), (.darknet(), .training),
    ] as [(NetworkSpecification, Dropout.Scaling)])
  func `dropout scales as in the source`(network: NetworkSpecification, scaling: Dropout.Scaling) {
    let found = network.layers.compactMap { layer -> Dropout? in
      if case .dropout(let dropout) = layer.kind { dropout } else { nil }
    }
    #expect(found == [Dropout(rate: 0.5, scaling: scaling), Dropout(rate: 0.5, scaling: scaling)])
  }

  // MARK: Normalization

  @Test func `normalization has the source's constants`() {
    func across(_ k: Double, _ alpha: Double, _ window: Int, divided: Bool, groups: Int) -> ResponseNormalization {
      ResponseNormalization(
        k: k, alpha: alpha, beta: 0.75, window: window, dividesAlphaByWindow: divided,
        extent: .acrossChannels(groups: groups))
    }
    func spatial(_ k: Double, _ alpha: Double, _ window: Int) -> ResponseNormalization {
      ResponseNormalization(
        k: k, alpha: alpha, beta: 0.75, window: window, dividesAlphaByWindow: true, extent: .spatial)
    }
    let paper = across(2, 1e-4, 5, divided: false, groups: 1)
    #expect(normalizations(.paper()) == [paper, paper])
    let code = across(2, 1e-4, 5, divided: true, groups: 2)
    #expect(normalizations(.krizhevskyCode()) == [code, code, spatial(2, 0.001, 5)])
    let caffe = across(1, 1e-4, 5, divided: true, groups: 1)
    #expect(normalizations(.caffe()) == [caffe, caffe])
    #expect(normalizations(.caffenet()) == [caffe, caffe])
    #expect(normalizations(.torchvision()).isEmpty)
    #expect(normalizations(.darknet()).isEmpty)
    #expect(normalizations(.cifar10Fast()).isEmpty)
    #expect(normalizations(.cifar10Normalized()) == [spatial(1, 5e-5, 3), spatial(1, 5e-5, 3)])
    let wide = across(1, 1e-3, 9, divided: true, groups: 1)
    #expect(normalizations(.cifar10LocallyConnected()) == [wide, wide])
  }

  private func normalizations(_ network: NetworkSpecification) -> [ResponseNormalization] {
    network.layers.compactMap { if case .responseNormalization(let found) = $0.kind { found } else { nil } }
  }

  // MARK: Filters and windows

  @Test(
    arguments: [
      (.paper(), [1, 2, 1, 2, 2]), (.krizhevskyCode(), [1, 2, 1, 2, 2]), (.caffe(), [1, 2, 1, 2, 2]),
      (.caffenet(), [1, 2, 1, 2, 2]), (.torchvision(), [1, 1, 1, 1, 1]), (.darknet(), [1, 1, 1, 1, 1]),
      (.compact(), [1, 2, 1, 2]),
    ] as [(NetworkSpecification, [Int])])
  func `groups are the source's`(network: NetworkSpecification, groups: [Int]) {
    #expect(convolutions(network).map(\.groups) == groups)
  }

  @Test(
    arguments: [
      (.paper(), [96, 256, 384, 384, 256, 4096, 4096, 1000]),
      (.krizhevskyCode(), [96, 256, 384, 384, 256, 4096, 4096, 1000]),
      (.caffe(), [96, 256, 384, 384, 256, 4096, 4096, 1000]),
      (.caffenet(), [96, 256, 384, 384, 256, 4096, 4096, 1000]),
      (.torchvision(), [64, 192, 384, 256, 256, 4096, 4096, 1000]),
      (.darknet(), [96, 256, 384, 384, 256, 4096, 4096, 1000]),
      (.cifar10Fast(), [32, 32, 64, 64, 10]), (.cifar10Normalized(), [32, 32, 64, 10]),
      (.cifar10LocallyConnected(), [64, 64, 64, 32, 10]), (.compact(), [32, 64, 96, 64, 256, 10]),
    ] as [(NetworkSpecification, [Int])])
  func `filters are the source's`(network: NetworkSpecification, filters: [Int]) {
    #expect(outputs(network) == filters)
  }

  @Test(
    arguments: [
      (.paper(), WindowGeometry(11, stride: 4, rounding: .ceil)),
      (.krizhevskyCode(), WindowGeometry(11, stride: 4, rounding: .ceil)),
      (.caffe(), WindowGeometry(11, stride: 4)), (.caffenet(), WindowGeometry(11, stride: 4)),
      (.torchvision(), WindowGeometry(11, stride: 4, padding: 2)), (.darknet(), WindowGeometry(11, stride: 4)),
    ] as [(NetworkSpecification, WindowGeometry)])
  func `the first filters lie as in the source`(network: NetworkSpecification, geometry: WindowGeometry) {
    #expect(convolutions(network).first?.geometry == geometry)
  }

  @Test(
    arguments: [
      (.paper(), .ceil), (.krizhevskyCode(), .ceil), (.caffe(), .ceil), (.caffenet(), .ceil), (.torchvision(), .floor),
      (.darknet(), .floor), (.cifar10Fast(), .ceil), (.cifar10Normalized(), .ceil), (.cifar10LocallyConnected(), .ceil),
      (.compact(), .ceil),
    ] as [(NetworkSpecification, WindowGeometry.Rounding)])
  func `pooling overlaps and rounds as in the source`(
    network: NetworkSpecification, rounding: WindowGeometry.Rounding
  ) {
    let found = network.layers.compactMap { layer -> WindowGeometry? in
      switch layer.kind {
      case .maxPooling(let pooling): pooling.geometry
      case .averagePooling(let pooling): pooling.geometry
      default: nil
      }
    }
    #expect(!found.isEmpty && found.allSatisfy { $0 == WindowGeometry(3, stride: 2, rounding: rounding) })
  }

  @Test(arguments: [.cifar10Fast(), .cifar10Normalized()] as [NetworkSpecification])
  func `means are over the inputs that a window has`(network: NetworkSpecification) {
    let means = network.layers.compactMap { layer -> Bool? in
      if case .averagePooling(let pooling) = layer.kind { pooling.countsPadding } else { nil }
    }
    #expect(means == [false, false])
  }

  private func convolutions(_ network: NetworkSpecification) -> [Convolution] {
    network.layers.compactMap { if case .convolution(let found, _) = $0.kind { found } else { nil } }
  }
}
