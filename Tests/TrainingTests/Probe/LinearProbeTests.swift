import Datasets
import Kernels
import Tensors
import TestSupport
import Testing
import Training
import WeightFormats

struct LinearProbeTests {
  /// Features of three classes, around a corner of a cube each, on scales that differ a thousandfold, and a constant one.
  private func samples(_ count: Int, seed: UInt64 = 1) -> (features: [Float], labels: [Int]) {
    let stream = RandomStream(seed: seed, purpose: .verification)
    let labels = (0..<count).map { $0 * 5 % 3 }
    var features: [Float] = []
    for (image, label) in labels.enumerated() {
      for place in 0..<3 {
        let noise = Float(stream.uniform(image * 3 + place)) - 0.5
        features.append((noise + (place == label ? 1.5 : 0)) * (place == 1 ? 1000 : 1) + 7)
      }
      features.append(4)
    }
    return (features, labels)
  }

  private func probe(_ options: LinearProbe.Options = LinearProbe.Options()) throws -> LinearProbe {
    let samples = samples(90)
    return try LinearProbe(features: samples.features, labels: samples.labels, classes: 3, options: options)
  }

  @Test func `classes that planes separate are told apart, also in images that it was not trained on`() throws {
    let probe = try probe()
    let others = samples(60, seed: 2)
    let result = probe.evaluate(features: others.features, labels: others.labels)
    #expect(result.top1 == 60 && result.images == 60 && result.top5 == 60)
    #expect(result.loss < 0.2)
    #expect(probe.history.count == 40)
    #expect(probe.history[39].loss < probe.history[0].loss)
    #expect(probe.featureCount == 4)
    // What is always the same says nothing.
    #expect((0..<3).allSatisfy { probe.weights[$0 * 4 + 3] == 0 })
  }

  @Test func `threads and instruction sets change no bit`() throws {
    let first = try Parallel.withThreads(1) { try InstructionSet.withInstructionSet(.portable) { try probe() } }
    for set in InstructionSet.available {
      let other = try Parallel.withThreads(3) { try InstructionSet.withInstructionSet(set) { try probe() } }
      #expect(other.weights == first.weights && other.biases == first.biases)
    }
    var options = LinearProbe.Options()
    options.seed = 8
    #expect(try probe(options).weights != first.weights)
  }

  @Test func `its evaluation is that of its logits`() throws {
    let probe = try probe()
    let samples = samples(3)
    let logits = probe.logits(samples.features[..<4])
    #expect(logits.count == 3)
    let sum = logits.reduce(0) { $0 + Elementary.exponential($1) }
    let result = probe.evaluate(features: Array(samples.features[..<4]), labels: [1])
    #expect(abs(result.loss - (Elementary.logarithm(sum) - logits[1])) < 1e-9)
    #expect(result.top1 == 0)
  }

  @Test func `what it is saved as gives its logits`() throws {
    let folder = try TemporaryFolder()
    let probe = try probe()
    try probe.save(
      path: folder.path("p.safetensors"), layer: "fc7", classes: ["a", "b", "c"].map { ImageClass(identifier: $0) })
    let file = try SafetensorsFile(path: folder.path("p.safetensors"))
    #expect(file.tensor(named: "probe.weight")?.shape == [3, 4])
    #expect(try file.floats("probe.weight") == probe.weights)
    #expect(try file.floats("probe.bias") == probe.biases)
    #expect(file.metadata["alexnet.layer"] == "fc7")
  }

  @Test func `features and labels that do not fit each other are refused`() {
    let wrong: [([Float], [Int], Int)] = [
      ([], [], 2), ([1, 2, 3], [0, 1], 2), ([1, .nan], [0, 1], 2), ([1, 2], [0, 2], 2), ([1, 2], [0, -1], 2),
      ([1, 2], [0, 0], 0),
    ]
    for (features, labels, classes) in wrong {
      #expect(throws: TrainingError.self) { _ = try LinearProbe(features: features, labels: labels, classes: classes) }
    }
  }

  @Test func `a rate that is too high is said to diverge`() throws {
    var options = LinearProbe.Options()
    options.learningRate = 1e30
    options.weightDecay = 1
    #expect(throws: TrainingError.self) { _ = try probe(options) }
  }
}
