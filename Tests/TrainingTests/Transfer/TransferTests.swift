import Datasets
import Foundation
import Networks
import Tensors
import TestSupport
import Testing
import Training
import WeightFormats

struct TransferTests {
  /// A configuration of a run that transfers.
  private func configuration(_ transfer: TransferConfiguration, microBatch: Int = 6) -> TrainingConfiguration {
    var configuration = TinyRun.configuration(microBatch: microBatch)
    configuration.transfer = transfer
    return configuration
  }

  private func bits(_ trainer: Trainer<Float>, layer: String) -> [[UInt8]] {
    let plan = trainer.network.plan
    return plan.parameters.indices.filter { plan.fieldName($0).hasPrefix(layer + ".") }
      .map { Tensor(copying: trainer.network.parameter($0).readable).bits }
  }

  /// A trained network of four classes.
  private func trained() throws -> Trainer<Float> {
    let trainer = try TinyRun.trainer()
    try TinyRun.run(trainer)
    return trainer
  }

  // MARK: Frozen layers

  @Test(arguments: [["conv1"], ["conv1", "fc2"], ["fc2"], ["fc3"]])
  func `a frozen layer keeps its bits through a run, weight decay and momentum too`(_ frozen: [String]) throws {
    let trainer = try TinyRun.trainer(
      TinyRun.specification(), configuration(TransferConfiguration(frozen: frozen)))
    let layers = trainer.specification.parameterLayers
    let before = layers.map { bits(trainer, layer: $0) }
    try TinyRun.run(trainer)
    for (layer, before) in zip(layers, before) {
      #expect((bits(trainer, layer: layer) == before) == frozen.contains(layer), "\(layer)")
    }
  }

  @Test func `a first step moves trained layers as it does with nothing frozen`() throws {
    let whole = try TinyRun.trainer()
    let part = try TinyRun.trainer(
      TinyRun.specification(), configuration(TransferConfiguration(frozen: ["conv1"]), microBatch: 4))
    _ = try (whole.step(), part.step())
    #expect(bits(part, layer: "fc2") == bits(whole, layer: "fc2"))
    #expect(bits(part, layer: "fc3") == bits(whole, layer: "fc3"))
    #expect(bits(part, layer: "conv1") != bits(whole, layer: "conv1"))
  }

  @Test func `a checkpoint has no velocities of frozen layers, and one that has them is read too`() throws {
    let folder = try TemporaryFolder()
    let transfer = configuration(TransferConfiguration(frozen: ["conv1", "fc2"]))
    let part = try TinyRun.trainer(TinyRun.specification(), transfer)
    try TinyRun.run(part, steps: 2)
    try Checkpoint.save(part, path: folder.path("part.safetensors"))
    let names = try SafetensorsFile(path: folder.path("part.safetensors")).tensors.map(\.name)
    #expect(names.filter { $0.hasPrefix("velocity.") } == ["velocity.fc3.weight", "velocity.fc3.bias"])

    let whole = try TinyRun.trainer()
    try TinyRun.run(whole, steps: 2)
    try Checkpoint.save(whole, path: folder.path("whole.safetensors"))
    try Checkpoint.restore(part, path: folder.path("whole.safetensors"))
    let velocity = Tensor(copying: part.optimizer.velocity(4).readable)
    #expect(velocity.bits == Tensor(copying: whole.optimizer.velocity(4).readable).bits)
    #expect(Checkpoint.digest(part.network) == Checkpoint.digest(whole.network))
  }

  @Test func `rates are those of the layers' policies, multiplied`() throws {
    let network = try TransferConfiguration(rates: ["conv1": 0.5, "fc3": 10]).applied(to: TinyRun.specification())
    let policies = try NetworkPlan(network).parameters.map(\.policy)
    #expect(policies.map(\.rateFactor) == [0.5, 1, 1, 2, 10, 20])
    #expect(policies.map(\.decay) == [nil, 0, nil, 0, nil, 0])
    #expect(policies.allSatisfy { $0.isTrained })
  }

  // MARK: Going on

  @Test(arguments: [1, 4, 6])
  func `a run that goes on from a checkpoint ends like one that never stopped`(_ steps: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("checkpoint.safetensors")
    let source = try trained()
    let transfer = TransferConfiguration(weights: "w", newLayers: ["fc3"], frozen: ["conv1"], rates: ["fc3": 3])
    func begin() throws -> Trainer<Float> {
      let trainer = try TinyRun.trainer(TinyRun.specification(), configuration(transfer))
      try InitialWeights(source.network, for: trainer.specification, newLayers: ["fc3"]).load(into: trainer.network)
      return trainer
    }
    let whole = try begin()
    try TinyRun.run(whole)
    let first = try begin()
    try TinyRun.run(first, steps: steps)
    try Checkpoint.save(first, path: path)
    let second = try TinyRun.trainer(TinyRun.specification(), Checkpoint.configuration(path: path))
    try Checkpoint.restore(second, path: path)
    #expect(second.configuration.transfer == transfer)
    try TinyRun.run(second)
    #expect(Checkpoint.digest(second.network) == Checkpoint.digest(whole.network))
    #expect(bits(second, layer: "conv1") == bits(source, layer: "conv1"))
  }

  @Test func `a configuration of a time without transfer is understood`() throws {
    let data = try JSONEncoder().encode(TinyRun.configuration())
    #expect(!String(decoding: data, as: UTF8.self).contains("transfer"))
    #expect(try JSONDecoder().decode(TrainingConfiguration.self, from: data).transfer == nil)
  }

  // MARK: Initial weights

  @Test func `a head of other classes is new, and everything below is taken over`() throws {
    let source = try trained()
    let network = TinyRun.specification(classes: 3)
    let weights = try InitialWeights(source.network, for: network)
    #expect(weights.newLayers == ["fc3"])
    let target = try Network<Float>(network, capacity: 1, purpose: .training)
    target.initialize(seed: 5)
    let head = [target.exportParameter(4), target.exportParameter(5)]
    try weights.load(into: target)
    for index in 0..<4 { #expect(target.exportParameter(index) == source.network.exportParameter(index)) }
    #expect([target.exportParameter(4), target.exportParameter(5)] == head)
  }

  @Test func `layers that are to be new keep their random weights`() throws {
    let source = try trained()
    let target = try Network<Float>(TinyRun.specification(), capacity: 1, purpose: .training)
    target.initialize(seed: 5)
    let middle = target.exportParameter(2)
    let weights = try InitialWeights(source.network, for: TinyRun.specification(), newLayers: ["fc2"])
    try weights.load(into: target)
    #expect(weights.newLayers == ["fc2"])
    #expect(target.exportParameter(2) == middle)
    #expect(target.exportParameter(4) == source.network.exportParameter(4))
  }

  @Test func `weights of another network are refused, and every tensor that differs is named`() throws {
    var other = TinyRun.specification()
    other.layers[4].name = "fc9"
    let network = try Network<Float>(other, capacity: 1, purpose: .inference)
    let error = #expect(throws: TrainingError.self) {
      _ = try InitialWeights(network, for: TinyRun.specification())
    }
    let text = error?.description ?? ""
    #expect(text.contains("fc2.weight is missing; tiny needs 8×24"))
    #expect(text.contains("fc2.bias is missing; tiny needs 8"))
    #expect(!text.contains("conv1"))
  }

  @Test func `weights that are no numbers are refused`() throws {
    let source = try trained()
    source.network.parameter(2)[3] = .nan
    let weights = try InitialWeights(source.network, for: TinyRun.specification())
    let target = try Network<Float>(TinyRun.specification(), capacity: 1, purpose: .training)
    let error = #expect(throws: TrainingError.self) { try weights.load(into: target) }
    #expect(error?.description.contains("fc2.weight") == true)
  }

  // MARK: Layers by name

  @Test(arguments: [
    ("conv1", ["conv1"]), ("conv1-fc2", ["conv1", "fc2"]), ("fc3,conv1", ["conv1", "fc3"]),
    ("conv1-fc3", ["conv1", "fc2", "fc3"]), ("fc2-fc2", ["fc2"]),
  ])
  func `layers are named one by one or as ranges`(_ text: String, _ layers: [String]) throws {
    #expect(try LayerSelection.layers(text, of: TinyRun.specification()) == layers)
  }

  @Test(arguments: [
    ("conv7", "no layer 'conv7'"), ("relu1", "no layer 'relu1'"), ("", "no layer ''"), ("conv1,", "no layer ''"),
    ("conv1-pool9", "no layer 'pool9'"), ("fc3-conv1", "runs backward"), ("a-b-c", "no layer 'a-b-c'"),
  ])
  func `a name that is no layer is refused with those that are`(_ text: String, _ problem: String) throws {
    let error = #expect(throws: TrainingError.self) {
      _ = try LayerSelection.layers(text, of: TinyRun.specification())
    }
    let words = error?.description ?? ""
    #expect(words.contains(problem), "\(words)")
    #expect(words.contains("conv1") || problem == "runs backward")
  }

  @Test func `rates are factors by layer`() throws {
    #expect(
      try LayerSelection.rates("conv1-fc2=0.1,fc3=10", of: TinyRun.specification())
        == ["conv1": 0.1, "fc2": 0.1, "fc3": 10])
    for text in [
      "conv1", "conv1=", "conv1=0", "conv1=-1", "conv1=nan", "conv1=inf", "conv1=1,conv1=2", "x=1", "=1", "",
    ] {
      #expect(throws: TrainingError.self, "\(text)") {
        _ = try LayerSelection.rates(text, of: TinyRun.specification())
      }
    }
  }

  static let nonsense: [(TransferConfiguration, String)] = [
    (TransferConfiguration(frozen: ["conv1", "fc2", "fc3"]), "nothing to train"),
    (TransferConfiguration(newLayers: ["fc3"], frozen: ["fc3"]), "fc3 is new"),
    (TransferConfiguration(frozen: ["fc9"]), "no layer 'fc9'"),
    (TransferConfiguration(newLayers: ["pool1"]), "no layer 'pool1'"),
    (TransferConfiguration(rates: ["conv9": 1]), "no layer 'conv9'"),
    (TransferConfiguration(rates: ["conv1": -1]), "rate of conv1"),
    (TransferConfiguration(rates: ["conv1": .infinity]), "rate of conv1"),
    (TransferConfiguration(frozen: ["conv1"], rates: ["conv1": 2]), "conv1 is frozen"),
  ]

  @Test(arguments: nonsense.indices)
  func `a configuration that makes no sense is refused, also one of a file`(_ index: Int) throws {
    let (transfer, words) = Self.nonsense[index]
    let error = #expect(throws: TrainingError.self) {
      _ = try TinyRun.trainer(TinyRun.specification(), configuration(transfer))
    }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }
}
