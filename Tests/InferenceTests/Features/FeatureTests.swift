import Datasets
import ImageCodecs
import Networks
import TestSupport
import Testing
import WeightFormats

@testable import Inference

struct FeatureTests {
  private func model() throws -> Model {
    let network = try Network<Float>(.compact(), capacity: 1, purpose: .inference)
    network.initialize(seed: 5)
    var archive = MemoryArchive(network)
    archive.metadata = ["alexnet.network": "compact"]
    return try Model(archive)
  }

  /// Images of noise, each its own.
  private func images(_ count: Int) -> LabeledImages {
    LabeledImages(
      height: 28, width: 28, channels: 1,
      pixels: (0..<count * 784).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31 &+ $0 / 784 * 97) },
      labels: (0..<count).map { UInt16($0 % 3) }, classNames: ["a", "b", "c"])
  }

  private func rows(_ extractor: FeatureExtractor, _ source: any ImageSource) throws -> [[Float]] {
    var rows: [[Float]] = []
    try extractor.forEach(in: source) { number, row in
      #expect(number == rows.count)
      rows.append(row)
    }
    return rows
  }

  @Test(arguments: ["conv1", "pool2", "fc5", "fc6"])
  func `an image has the same features in batches of any size`(_ layer: String) throws {
    let model = try model()
    let one = try rows(FeatureExtractor(model, layer: layer, batch: 1), images(7))
    #expect(one.count == 7 && one[0] != one[1])
    #expect(try rows(FeatureExtractor(model, layer: layer, batch: 3), images(7)) == one)
  }

  @Test func `features are in the order channels, rows, columns, and those of the last layer are the logits`() throws {
    let model = try model()
    let image = try images(1).image(at: 0, options: DecodingOptions())
    let network = try model.network(capacity: 1, purpose: .inspection)
    let values: [Float] = model.preparation.values(model.preparation.prepare(image))
    for (place, value) in values.enumerated() { network.input(count: 1)[place] = value }
    try network.forward(count: 1, pass: .testing)
    let extractor = try FeatureExtractor(model, layer: "pool2")
    #expect(extractor.shape == [64, 7, 7])
    let features = try extractor.features([image])[0]
    let index = model.specification.layers.firstIndex { $0.name == "pool2" } ?? 0
    let activation = network.activation(ofLayer: index, count: 1)
    for (channel, row, column) in [(0, 0, 0), (5, 1, 6), (63, 6, 2)] {
      #expect(features[(channel * 7 + row) * 7 + column] == activation[(row * 7 + column) * 64 + channel])
    }
    let logits = try FeatureExtractor(model, layer: "fc6").features([image])[0]
    #expect(logits == (0..<10).map { network.logits(count: 1)[$0] })
  }

  @Test func `a layer that the network does not have is refused with those that it has`() throws {
    let error = #expect(throws: FeatureError.self) { _ = try FeatureExtractor(model(), layer: "fc8") }
    #expect(error?.description.contains("no layer 'fc8'; it has conv1, relu1, norm1") == true)
  }

  // MARK: Files

  private func write(_ path: String, _ description: FeatureDescription, _ rows: [[Float]]) throws {
    var writer = try FeatureWriter(path: path, description)
    for row in rows { try writer.write(row) }
    try writer.commit()
  }

  private func description(_ names: [String], shape: [Int]) -> FeatureDescription {
    FeatureDescription(network: "n", layer: "l", digest: "d", shape: shape, names: names)
  }

  @Test func `an index finds the nearest images, of equally near ones the first`() throws {
    let folder = try TemporaryFolder()
    let rows: [[Float]] = [[0, 0], [3, 4], [1, 0], [0, 1], [-1, 0], [9, 9]]
    let names = ["/a/ä.jpg", "b", "c", "d", "e", "f"]
    try write(folder.path("f.safetensors"), description(names, shape: [2]), rows)
    let index = try FeatureIndex(path: folder.path("f.safetensors"))
    #expect(index.description.names == names)
    #expect(Array(index.features(1)) == [3, 4])
    let found = index.nearest(to: [0, 0] as [Float], count: 5)
    #expect(found.map(\.index) == [0, 2, 3, 4, 1])
    #expect(found.map(\.distance) == [0, 1, 1, 1, 5])
    #expect(index.nearest(to: [0, 0] as [Float], count: 99).count == 6)
  }

  @Test func `a description of an extractor names images, labels and weights`() throws {
    let model = try model()
    let extractor = try FeatureExtractor(model, layer: "fc5")
    let description = FeatureDescription(extractor, images(4), data: "folder", part: "training")
    #expect(description.names == ["image 0", "image 1", "image 2", "image 3"])
    #expect(description.labels == [0, 1, 2, 0] && description.classes == ["a", "b", "c"])
    #expect(description.shape == [256] && description.layer == "fc5" && description.part == "training")
    #expect(try description.digest == model.network(capacity: 1).digest)
    #expect(FeatureDescription(extractor, images(4)).labels == nil)
  }

  @Test func `files that are no features, or do not fit their description, are refused`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("f.safetensors")
    func expectRefused(_ words: String, sourceLocation: SourceLocation = #_sourceLocation) {
      let error = #expect(throws: FeatureError.self, sourceLocation: sourceLocation) {
        _ = try FeatureIndex(path: path)
      }
      #expect(error?.description.contains(words) == true, sourceLocation: sourceLocation)
      #expect(error?.description.contains(path) == true, sourceLocation: sourceLocation)
    }
    var writer = try SafetensorsWriter(
      path: path, tensors: [TensorDeclaration(name: "features", dtype: .float32, shape: [1])])
    try writer.write([1] as [Float], to: "features")
    try writer.commit()
    expectRefused("holds no features")
    try write(path, description(["a"], shape: [2]), [[1, .nan]])
    expectRefused("no finite numbers")
    var labelled = description(["a", "b"], shape: [2])
    labelled.labels = [1]
    try write(path, labelled, [[1, 2], [3, 4]])
    expectRefused("does not fit")
    try write(path, description([], shape: [2]), [])
    expectRefused("does not fit")
  }
}
