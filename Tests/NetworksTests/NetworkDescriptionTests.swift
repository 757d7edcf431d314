import Networks
import Operations
import Testing

struct NetworkDescriptionTests {
  @Test func `layers are described in the field's order`() throws {
    let description = NetworkDescription(try NetworkPlan(.paper()), batch: 2)
    #expect(description.layers.count == 22)
    let conv2 = try #require(description.layers.first { $0.name == "conv2" })
    #expect(conv2.output == [256, 27, 27])
    #expect(conv2.parameters == 307_456)
    #expect(conv2.multiplyAdds == 223_948_800)
    #expect(description.layers.last?.output == [1000])
  }

  @Test func `a training step multiplies three times less the first input gradient`() throws {
    let description = NetworkDescription(try NetworkPlan(.paper()), batch: 1)
    // 3 × 724,406,816 − 105,415,200: 4.136 GFLOP.
    #expect(description.multiplyAdds == 724_406_816)
    #expect(description.trainingMultiplyAdds == 2_067_805_248)
  }

  @Test func `memory counts parameters, gradients, velocities, and what is planned for the batch`() throws {
    let memory = NetworkDescription(try NetworkPlan(.cifar10Fast()), batch: 3).memory
    #expect(memory.batch == 3)
    #expect(memory.parameters == 145_578 * 4)
    #expect(memory.optimizer == 145_578 * 4)
    #expect(memory.gradients == memory.parameters)
    let frozen = NetworkDescription(try NetworkPlan(.cifar10Fast().freezing(["conv1"])), batch: 3).memory
    #expect(frozen.parameters == memory.parameters)
    #expect(frozen.gradients == memory.parameters - 4 * (32 * 75 + 32))
    #expect(frozen.optimizer == frozen.gradients)
    // Input 3·32²; conv1 32·32², pool1 and relu1 32·16²; conv2, relu2 32·16², pool2 32·8²; conv3, relu3 64·8²,
    // pool3 64·4²; 64, 64, 10: shared memory takes less than these and their gradients.
    let values = 3072 + 32768 + 2 * 8192 + 2 * 8192 + 2048 + 2 * 4096 + 1024 + 64 + 64 + 10
    #expect(memory.training < 2 * 3 * 4 * values)
    // The largest array and the one that it is made from are alive together.
    #expect(memory.training >= 3 * 4 * (3072 + 32768))
    #expect(memory.inference >= 3 * 4 * (3072 + 32768))
    #expect(memory.inference < memory.training)
  }

  @Test(
    arguments: [
      (.paper(), "conv1", "convolution 11×11, stride 4, sizes rounded up"),
      (.paper(), "conv2", "convolution 5×5, padding 2, 2 groups"),
      (.paper(), "norm1", "response normalization across 5 channels, k 2, α 0.0001 undivided, β 0.75"),
      (
        .krizhevskyCode(), "norm1",
        "response normalization across 5 channels within 2 groups, k 2, α 0.0001/5, β 0.75"
      ),
      (.krizhevskyCode(), "norm2b", "response normalization over 5×5 pixels, k 2, α 0.001/25, β 0.75"),
      (.torchvision(), "conv1", "convolution 11×11, stride 4, padding 2, sizes rounded down"),
      (.torchvision(), "pool1", "max pooling 3×3, stride 2, sizes rounded down"),
      (.torchvision(), "drop6", "dropout 0.5, scaled by 2 in training"),
      (.paper(), "drop6", "dropout 0.5, scaled by 0.5 in testing"),
      (.cifar10Normalized(), "norm1", "response normalization over 3×3 pixels, k 1, α 0.00005/9, β 0.75"),
      (
        .cifar10Fast(), "pool2",
        "average pooling 3×3, stride 2, sizes rounded up, divided by the inputs in a window"
      ),
      (.cifar10LocallyConnected(), "local3", "locally connected 3×3, padding 1"),
      (.compact(), "relu1", "ReLU"),
      (.compact(), "fc5", "fully connected"),
    ] as [(NetworkSpecification, String, String)])
  func `conventions are put into words`(network: NetworkSpecification, name: String, words: String) throws {
    let layer = try #require(network.layers.first { $0.name == name })
    #expect(layer.kind.words == words)
  }

  @Test func `unequal windows and paddings are told apart`() {
    let geometry = WindowGeometry(
      rows: 3, columns: 5, rowStride: 1, columnStride: 2, padding: Padding(top: 0, bottom: 1, left: 2, right: 3))
    let kind = LayerSpecification.Kind.maxPooling(MaxPooling(geometry: geometry))
    #expect(
      kind.words
        == "max pooling 3×5, stride 1×2, padding 0 1 2 3 (top bottom left right), sizes rounded down")
  }

  @Test func `conventions are named values`() throws {
    let norm = try #require(NetworkSpecification.krizhevskyCode().layers.first { $0.name == "norm1" })
    #expect(
      norm.kind.conventions == [
        NamedValue("k", .number(2)), NamedValue("alpha", .number(1e-4)), NamedValue("beta", .number(0.75)),
        NamedValue("window", .integer(5)), NamedValue("dividesAlphaByWindow", .flag(true)),
        NamedValue("extent", .text("channels")), NamedValue("groups", .integer(2)),
      ])
    let last = try #require(NetworkSpecification.cifar10LocallyConnected().layers.last)
    #expect(
      last.kind.conventions == [
        NamedValue("outputs", .integer(10)),
        NamedValue(
          "weights",
          .group([
            NamedValue("distribution", .text("normal")), NamedValue("deviation", .number(0.01)),
            NamedValue("rateFactor", .number(1)), NamedValue("decay", .number(0.01)),
          ])),
        NamedValue(
          "biases",
          .group([
            NamedValue("distribution", .text("constant")), NamedValue("value", .number(0)),
            NamedValue("rateFactor", .number(2)), NamedValue("decay", .number(0)),
          ])),
      ])
  }

  @Test(arguments: [
    (RateSchedule.constant, "constant"),
    (.step(epochs: 30, factor: 0.1), "×0.1 every 30 epochs"),
    (.multiStep(epochs: [25, 51, 79], factor: 0.1), "×0.1 after epoch 25, 51, 79"),
    (
      .plateau(patience: 5, factor: 0.1, drops: 3),
      "×0.1 when 5 epochs have not improved the validation error, at most 3 times"
    ),
    (.polynomial(power: 4), "falling as (1 − progress)^4"),
    (.exponential(final: 0.002, steps: 100), "falling to 0.002 of itself in 100 equal ratios"),
    (.warmUp(steps: 50, then: .constant), "rising over the first 50 steps, then constant"),
  ])
  func `schedules are put into words`(schedule: RateSchedule, words: String) {
    #expect(schedule.words == words)
  }

  @Test(arguments: [
    (InputConvention.Centring.none, "3×24×32 RGB, out of 48×48, 0–255, nothing subtracted"),
    (.meanImage, "3×24×32 RGB, out of 48×48, 0–255, the mean image subtracted where the crop lies"),
    (.centreOfMeanImage, "3×24×32 RGB, out of 48×48, 0–255, the centre of the mean image subtracted from every crop"),
    (
      .standardized(mean: [0.5, 0.25], deviation: [1, 0.001]),
      "3×24×32 RGB, out of 48×48, 0–255, minus the mean (0.5, 0.25), divided by the standard deviation (1, 0.001)"
    ),
  ])
  func `inputs are put into words`(centring: InputConvention.Centring, words: String) {
    let input = InputConvention(height: 24, width: 32, frame: 48, channels: .rgb, range: 255, centring: centring)
    #expect(input.words == words)
  }
}
